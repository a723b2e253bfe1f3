import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { removeFolder } from "./remove.ts";

const execute = promisify(execFile);

/** What a job's files were at several moments. */
export interface KeptFiles {
  keep(index: number): Promise<void>;
  restore(index: number): Promise<void>;
}

/**
 * Keeps copies of some folders, with owners, times, links and what else the file system knows of them. Blocks are shared
 * where the file system can.
 *
 * @param from - Where the folders are.
 * @param to - A folder for the copies.
 */
export function keptFiles(from: string, names: readonly string[], to: string): KeptFiles {
  return {
    async keep(index) {
      await removeFolder(join(to, String(index)));
      await copy(from, names, join(to, String(index)));
    },
    async restore(index) {
      for (const name of names) await removeFolder(join(from, name));
      await copy(join(to, String(index)), names, from);
    },
  };
}

/** With the system's program, which knows more of files than Node does. */
async function copy(from: string, names: readonly string[], to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const options = platform() === "linux" ? ["-a", "--reflink=auto"] : ["-Rp"];
  await execute("cp", [...options, ...names.map((name) => join(from, name)), to]);
}
