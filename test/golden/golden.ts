import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

export const goldenFolder = fileURLToPath(new URL(".", import.meta.url));

/** Names of the folders below one of `test/golden`. */
export function cases(folder: string): readonly string[] {
  return readdirSync(join(goldenFolder, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Compares with the expected file, or writes it anew under `UPDATE_GOLDEN`. An empty text expects no such file. */
export function expectGolden(file: string, text: string): void {
  const path = join(goldenFolder, file);
  if (process.env["UPDATE_GOLDEN"]) {
    if (text === "") return rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text, file).toBe(existsSync(path) ? readFileSync(path, "utf8") : "");
}
