import { posix } from "node:path";
import type { DeclaredStep } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { HOLE } from "./shell/lexer.ts";
import { quote } from "./shell/render.ts";

type DeclaredFile = Extract<DeclaredStep<Location>["run"], { kind: "file" }>;

interface Place {
  readonly shell: string | undefined;
  readonly workingDirectory?: string;
}

/** The script that runs a file of the checkout, with a {@link HOLE} for each argument. */
export function fileCommand(
  { path, interpreter, args }: DeclaredFile,
  { shell, workingDirectory = "." }: Place,
): string {
  const start = interpreter.length > 0 ? interpreter.map(plain) : [shell === "bash" ? BASH : SH];
  return [...start, plain(reached(path, workingDirectory)), ...args.map(() => HOLE)].join(" ");
}

const BASH = "bash -euo pipefail";

/** Only some `sh` know the option, and those that do not would not start with it. */
const SH = "sh -eu $(if (set -o pipefail) 2>/dev/null; then echo '-o pipefail'; fi)";

/** The path from the working directory on, in a form that is neither an option nor looked for in `PATH`. */
function reached(path: string, folder: string): string {
  const relative = posix.relative(posix.join("/", folder), posix.join("/", path));
  return relative.startsWith("../") ? relative : `./${relative}`;
}

const plain = (word: string) => (/^[\w./-]+$/.test(word) ? word : quote(word.replaceAll(HOLE, "")));
