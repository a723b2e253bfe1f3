import { readFileSync } from "node:fs";
import { type Diagnostic, exitCode, render } from "../compiler/diagnostics/index.ts";

/** Gives the text of a file as diagnostics name it. */
export type Sources = (file: string) => string | undefined;

/** Whether standard error takes colour: a terminal that is not told otherwise by NO_COLOR, or FORCE_COLOR. */
export function colored(stream: { readonly isTTY?: boolean } = process.stderr): boolean {
  if (process.env.NO_COLOR) return false;
  return Boolean(process.env.FORCE_COLOR) || stream.isTTY === true;
}

/** Prints diagnostics to standard error and sets the exit code they ask for. True when none of them is an error. */
export function show(diagnostics: readonly Diagnostic[], source: Sources): boolean {
  if (diagnostics.length > 0) process.stderr.write(render(diagnostics, { source, color: colored() }));
  process.exitCode = exitCode(diagnostics);
  return process.exitCode === 0;
}

/** The text of a file, or undefined where it cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
