import { posix } from "node:path";
import { HOLE } from "./shell/lexer.ts";
import { singleQuoted } from "../shell/quote.ts";

interface ScriptFile {
  readonly path: string;
  /** What its first line names. */
  readonly interpreter: readonly string[];
  /** How many arguments it is given. */
  readonly count: number;
}

interface Place {
  readonly shell: string;
  readonly workingDirectory?: string;
}

/** The script that runs a file of the checkout, with a {@link HOLE} for each argument. */
export function fileCommand(
  { path, interpreter, count }: ScriptFile,
  { shell, workingDirectory = "." }: Place,
): string {
  const start = interpreter.length > 0 ? interpreter.map(plain) : [shell === "bash" ? BASH : SH];
  return [...start, plain(reached(path, workingDirectory)), ...Array.from({ length: count }, () => HOLE)].join(" ");
}

const BASH = "bash -euo pipefail";

/** Only some `sh` know the option, and those that do not would not start with it. */
const SH = "sh -eu $(if (set -o pipefail) 2>/dev/null; then echo '-o pipefail'; fi)";

/** The path from the working directory on, in a form that is neither an option nor looked for in `PATH`. */
function reached(path: string, folder: string): string {
  const relative = posix.relative(posix.join("/", folder), posix.join("/", path));
  return relative.startsWith("../") ? relative : `./${relative}`;
}

const plain = (word: string) => (/^[\w./-]+$/.test(word) ? word : singleQuoted(word.replaceAll(HOLE, "")));
