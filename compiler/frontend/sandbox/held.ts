import { readFileSync } from "node:fs";

/**
 * Bytes of memory that a process holds, with what is outside of V8's heap, as the content of typed arrays is: proc(5),
 * `VmRSS` of `/proc/PID/status`. Undefined where the system does not tell, and of a process that is gone.
 */
export function heldBy(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
