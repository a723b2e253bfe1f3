import { readdir, readFile, readlink } from "node:fs/promises";
import { sep } from "node:path";

/** How often is looked again: what is ended may have started another process just before. */
const ROUNDS = 5;

/**
 * Kills the processes of a job that have left its process groups, as daemons do. They are known by the job's folder, which
 * is in their environment, or in which they work. On systems without `/proc`, only process groups are ended.
 *
 * @param folder - The job's own.
 */
export async function killLeftovers(folder: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = await processesOf(folder);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

async function processesOf(folder: string): Promise<readonly number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => (pid !== process.pid && (await isOf(pid, folder)) ? [pid] : [])),
  );
  return found.flat();
}

async function isOf(pid: number, folder: string): Promise<boolean> {
  // Those of other users cannot be read, nor ended.
  const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
  if (environment.includes(Buffer.from(`${folder}${sep}`).toString("latin1"))) return true;
  const place = await readlink(`/proc/${pid}/cwd`).catch(() => "");
  return place === folder || place.startsWith(`${folder}${sep}`);
}
