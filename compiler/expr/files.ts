import type { Literal } from "./assume.ts";
import { globToRegex } from "./glob.ts";
import type { Changed } from "./model.ts";
import { complement, single } from "./regex/charset.ts";
import { type RegexNode, witness } from "./regex/index.ts";
import { choice, literal, repeat, sequence } from "./regex/node.ts";

const SEGMENT: RegexNode = repeat({ kind: "chars", set: complement(single("/")) }, 1, Infinity);
/** No segment of a file's path is empty. */
const PATH: RegexNode = sequence([SEGMENT, repeat(sequence([literal("/"), SEGMENT]), 0, Infinity)]);

/** Paths that all the `changed` literals allow: one for each that holds, touching none that does not. */
export function chooseFiles(known: readonly Literal[]): readonly string[] | "none" | "unknown" {
  const tests = known.flatMap(({ atom, holds }) => (atom.op === "changed" ? [{ node: touched(atom), holds }] : []));
  const untouched = tests.filter(({ holds }) => !holds);
  const files: string[] = [];
  for (const test of tests.filter(({ holds }) => holds)) {
    const found = witness([{ node: PATH, holds: true }, test, ...untouched]);
    if (typeof found === "string") return found;
    files.push(found.text);
  }
  return [...new Set(files)];
}

const touched = (atom: Changed) => choice(atom.globs.map(globToRegex));
