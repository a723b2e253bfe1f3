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

/**
 * Compares what a command showed with `faults/NAME.txt`: what differs from machine to machine (a registry's port, a name
 * made for one test) under the names that `names` gives it.
 */
export function expectFault(name: string, shown: string, names: Readonly<Record<string, string>> = {}): void {
  const at = shown.search(/^ *error WB/m);
  const text = Object.entries(names).reduce((all, [from, to]) => all.replaceAll(from, to), shown.slice(Math.max(at, 0)));
  expectGolden(`faults/${name}.txt`, `${text.replace(/^(\w+) in [\d.]+\w+:/gm, "$1 in TIME:").trimEnd()}\n`);
}
