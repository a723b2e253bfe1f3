import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * A process by what no later one shares with it: the machine, the number, the boot, and when it was started (in ticks
 * since then). The latter two are left out where there is no /proc.
 */
export function ownerOf(pid: number = process.pid): string {
  return [hostname(), pid, ...identity(pid)].join(" ");
}

/** Whether a process is known to be gone. Of another machine's nothing is known. */
export function isGone(owner: string): boolean {
  const [host, number, ...rest] = owner.split(" ");
  const pid = Number(number);
  if (host !== hostname() || !Number.isSafeInteger(pid) || pid <= 0) return false;
  if (!lives(pid)) return true;
  const now = identity(pid);
  return rest.length > 0 && now.length > 0 && rest.join(" ") !== now.join(" ");
}

function identity(pid: number): readonly string[] {
  try {
    const boot = bootId();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets, and may hold anything.
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return boot === undefined ? [] : [boot, started ?? ""];
  } catch {
    return [];
  }
}

/** Which start of this machine goes on. Undefined where there is no /proc. */
export function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
