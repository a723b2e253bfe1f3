import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file of the cache: it appears in one step, whole, whoever else writes it at the same time. A cache only makes the
 * next time quicker, so one that cannot be written is no reason to complain.
 */
export function writeCached(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, path);
    } catch {
      rmSync(temporary, { force: true });
    }
  } catch {
    // There is no folder to write to, or none that lets itself be cleaned.
  }
}
