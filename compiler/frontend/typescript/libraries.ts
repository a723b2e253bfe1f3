import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeAtExit } from "../cache/at-exit.ts";
import { digest } from "../program/inputs.ts";
import type { TypeScript } from "./load.ts";

type TS = typeof TypeScript;

/** The declarations of the language itself: dozens of small files, most of whose text is comments. */
export interface Libraries {
  /** The text of one of them as it was prepared; undefined where nothing is. */
  text(path: string): string | undefined;
  /** Prepares, when the process ends, what a program has read: the next one reads a single short file. */
  prepare(program: TypeScript.Program): void;
}

const NOTHING: Libraries = { text: () => undefined, prepare: () => {} };

/** The prepared libraries of a version of TypeScript and a choice of `lib`. */
export function libraries(ts: TS, options: TypeScript.CompilerOptions, folder: string | undefined): Libraries {
  const roots = options.noLib ? [] : (options.lib ?? []);
  const [first] = roots;
  if (folder === undefined || first === undefined) return NOTHING;
  const names = roots.map((path) => basename(path));
  const file = join(folder, `libraries-${ts.version}-${digest(names.join()).slice(0, 8)}.d.ts`);
  const known = read(file);
  if (!known) return { ...NOTHING, prepare: (program) => writeAtExit(file, () => joined(program)) };
  // The whole stands in place of the first; whatever asks for one of the others has it already.
  const { text, names: included } = known;
  return {
    ...NOTHING,
    text: (path) => (basename(path) === names[0] ? text : included.has(basename(path)) ? "" : undefined),
  };
}

/** The first line has the digest of the rest, the second the names of the files that are in it. */
function read(file: string): { readonly text: string; readonly names: ReadonlySet<string> } | undefined {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const [mark = "", names = ""] = content.split("\n", 2);
  const text = content.slice(mark.length + 1);
  return mark === `// ${digest(text)}` ? { text, names: new Set(names.slice(3).split(" ")) } : undefined;
}

function joined(program: TypeScript.Program): string {
  const files = program.getSourceFiles().filter((one) => program.isSourceFileDefaultLibrary(one));
  const names = files.map((one) => basename(one.fileName)).join(" ");
  const text = [`// ${names}`, ...files.map((one) => withoutComments(one.text))].join("\n");
  return `// ${digest(text)}\n${text}`;
}

/** Only comments that begin a line are taken out: these are never part of a literal. References are to files that are here. */
const withoutComments = (text: string): string =>
  text.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*\r?\n/gm, "").replaceAll(/^\/\/\/.*\r?\n/gm, "");
