import { readFileSync } from "node:fs";

/** Of Linux on every processor that Node runs on (`sysconf(_SC_CLK_TCK)`). */
const TICKS_A_SECOND = 100;

/**
 * Milliseconds that a process has computed for, since it was started, in all of its threads: proc(5), `utime` and `stime` of
 * `/proc/PID/stat`. Undefined where the system does not tell, and of a process that is gone.
 */
export function computedBy(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of the program, in brackets, may hold anything; the field after it is the third.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[14 - 3]) + Number(fields[15 - 3])) * 1000) / TICKS_A_SECOND;
  } catch {
    return undefined;
  }
}
