import type { Literal } from "./assume.ts";
import { globToRegex, splitGlobs } from "./glob.ts";
import type { Changed } from "./model.ts";
import { complement, single } from "./regex/charset.ts";
import { type RegexNode, type Requirement, type Witness, witness } from "./regex/index.ts";
import { choice, literal, regexKey, repeat, sequence } from "./regex/node.ts";

const SEGMENT: RegexNode = repeat({ kind: "chars", set: complement(single("/")) }, 1, Infinity);
/** No segment of a file's path is empty. */
const PATH: RegexNode = sequence([SEGMENT, repeat(sequence([literal("/"), SEGMENT]), 0, Infinity)]);

/** Paths that all the `changed` literals allow: one for each that holds, touching none that does not. */
export function chooseFiles(known: readonly Literal[]): readonly string[] | "none" | "unknown" {
  const tests = known.flatMap(({ atom, holds }) => (atom.op === "changed" ? [{ atom, holds }] : []));
  const untouched = tests.filter(({ holds }) => !holds).map(({ atom }) => avoiding(atom));
  const files: string[] = [];
  for (const { atom } of tests.filter(({ holds }) => holds)) {
    const found = firstOf(combined([[touching(atom)], ...untouched]));
    if (typeof found === "string") return found;
    files.push(found.text);
  }
  return [...new Set(files)];
}

type Requirements = readonly Requirement[];

const found = new Map<string, Witness>();
const MOST_FOUND = 50_000;

/** The first text that one of the alternatives allows. Many conditions ask for the same files. */
function firstOf(alternatives: readonly Requirements[]): Witness {
  const key = alternatives.map((all) => all.map(({ node, holds }) => `${holds}${regexKey(node)}`).join()).join("|");
  const known = found.get(key) ?? search(alternatives);
  if (found.size >= MOST_FOUND) found.clear();
  found.set(key, known);
  return known;
}

function search(alternatives: readonly Requirements[]): Witness {
  let answer: Witness = "none";
  for (const requirements of alternatives) {
    const found = witness([{ node: PATH, holds: true }, ...requirements]);
    if (typeof found !== "string") return found;
    if (found === "unknown") answer = found;
  }
  return answer;
}

/** One alternative of each list, in all ways. */
const combined = (lists: readonly (readonly Requirements[])[]): readonly Requirements[] =>
  lists.reduce<readonly Requirements[]>(
    (all, list) => all.flatMap((some) => list.map((more) => [...some, ...more])),
    [[]],
  );

const compiled = new Map<string, RegexNode>();

function anyOf(globs: readonly string[]): RegexNode {
  const key = globs.join("\0");
  const node = compiled.get(key) ?? choice(globs.map(globToRegex));
  if (compiled.size >= MOST_FOUND) compiled.clear();
  compiled.set(key, node);
  return node;
}

/** A path that a test matches. */
function touching(atom: Changed): Requirements {
  const { wanted, left } = splitGlobs(atom.globs);
  return [{ node: anyOf(wanted), holds: true }, ...(left.length > 0 ? [{ node: anyOf(left), holds: false }] : [])];
}

/** The ways in which a test does not match a path: it is none of the wanted ones, or is left out. */
function avoiding(atom: Changed): readonly Requirements[] {
  const { wanted, left } = splitGlobs(atom.globs);
  return [[{ node: anyOf(wanted), holds: false }], ...(left.length > 0 ? [[{ node: anyOf(left), holds: true }]] : [])];
}
