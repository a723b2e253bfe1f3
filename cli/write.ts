import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";

/**
 * Replaces a file in one step: whoever reads it sees the old text or the new, never a part, and a failure leaves the old.
 *
 * @throws the file system's error, with nothing left beside the target.
 */
function writeAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes a file that the user asked for, and says so; what the file system refuses is a diagnostic. */
export function save(path: string, text: string): readonly Diagnostic[] {
  try {
    writeAtomically(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [diagnostic("WB1901", { file: relative("", path), reason })];
  }
  process.stderr.write(`wrote ${relative("", path)}\n`);
  return [];
}
