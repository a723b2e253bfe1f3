import { expandBraces } from "./braces.ts";
import { and, equal, isSet, not, or } from "./build.ts";
import { type Expr, NEVER, type Variable } from "./model.ts";
import { type CharSet, complement, single, union } from "./regex/charset.ts";
import { ANYTHING, asLiteral, choice, literal, type RegexNode, repeat, sequence } from "./regex/node.ts";
import { toJavaScript } from "./regex/print.ts";

/**
 * A pattern over names of branches and tags. It means what GitHub's filter patterns mean, as GitLab has none:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 *
 * - `*`: any characters but `/`; `**`: any characters; `**` and a slash as a whole part: any folders, or none.
 * - `?`, `+`: the character before is optional, or is repeated.
 * - `[a-z0-9]`: one of these letters and digits.
 * - `!` in front: names that match are taken out again. In a list, the last pattern that matches decides.
 * - `{a,b}`: either. GitHub lacks it, so that it is written out.
 * - A backslash makes the character after it an ordinary one.
 */
export interface RefPattern {
  readonly negated: boolean;
  /** The pattern as GitHub reads it, one for each alternative. */
  readonly github: readonly string[];
  readonly node: RegexNode;
}

export type ParsedRefPattern = RefPattern | { readonly problem: string };

class Unsupported extends Error {}

const IN_SEGMENT: RegexNode = { kind: "chars", set: complement(single("/")) };
const FOLDERS: RegexNode = repeat(sequence([ANYTHING, literal("/")]), 0, 1);
const ALPHANUMERIC = /^[a-zA-Z0-9]$/;
const RANGE = /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])/;

/**
 * Reads one pattern; never throws.
 *
 * @example
 * ```ts
 * parseRefPattern("release/**"); // { negated: false, github: ["release/**"], node: ... }
 * parseRefPattern("v[^1]"); // { problem: "..." }
 * ```
 */
export function parseRefPattern(pattern: string): ParsedRefPattern {
  const negated = pattern.startsWith("!");
  const problem = nameProblem(pattern.slice(negated ? 1 : 0));
  if (problem) return { problem };
  const expanded = expandBraces(pattern.slice(negated ? 1 : 0));
  if ("problem" in expanded) return expanded;
  try {
    const node = choice(expanded.patterns.map(parseOne));
    return { negated, github: expanded.patterns.map((one) => (negated ? `!${one}` : one)), node };
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message };
    throw error;
  }
}

/** What keeps a pattern from being read, in a few words; undefined when nothing does. */
export function refPatternProblem(pattern: string): string | undefined {
  const parsed = parseRefPattern(pattern);
  return "problem" in parsed ? parsed.problem : undefined;
}

/** What is wrong with a list of patterns as a whole; undefined when nothing is. */
export function refListProblem(patterns: readonly string[]): string | undefined {
  if (patterns.length === 0) return "is empty, so that nothing matches";
  return patterns.every((pattern) => pattern.startsWith("!"))
    ? "only takes names out (`!`), so that nothing matches"
    : undefined;
}

/** What no name of a branch or tag can hold (git-check-ref-format). */
function nameProblem(pattern: string): string | undefined {
  if (pattern === "") return "it is empty";
  if (pattern.startsWith("/")) return "it starts with `/`, which no branch or tag name does";
  if (pattern.endsWith("/")) return "it ends with `/`; write `/**` for every name below";
  const never =
    /[\0-\x20\x7f~^:]|\.\.|\/\/|@\{|\$\{\{|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const found = never.exec(pattern)?.[0];
  if (found === undefined) return undefined;
  return /^[ -~]+$/.test(found) ? `no branch or tag name holds \`${found}\`` : "it holds a control character";
}

/** One alternative, without `!`. */
function parseOne(pattern: string): RegexNode {
  const parts: RegexNode[] = [];
  let at = 0;
  while (at < pattern.length) {
    const [node, length, repeatable] = itemAt(pattern, at);
    at += length;
    const sign = pattern[at];
    if (sign !== "?" && sign !== "+") {
      parts.push(node);
      continue;
    }
    if (!repeatable) throw new Unsupported(`a \`${sign}\` follows \`*\`, and not a character or a class`);
    at++;
    if (/^[?+]/.test(pattern.slice(at))) throw new Unsupported(`two of \`?\` and \`+\` follow each other`);
    parts.push(sign === "?" ? repeat(node, 0, 1) : repeat(node, 1, Infinity));
  }
  return sequence(parts);
}

type Item = readonly [node: RegexNode, length: number, repeatable: boolean];

function itemAt(pattern: string, at: number): Item {
  const rest = pattern.slice(at);
  if (rest.startsWith("***")) throw new Unsupported("`***` has no meaning");
  if (rest.startsWith("**/") && (at === 0 || pattern[at - 1] === "/")) return [FOLDERS, 3, false];
  if (rest.startsWith("**")) return [ANYTHING, 2, false];
  if (rest.startsWith("*")) return [repeat(IN_SEGMENT, 0, Infinity), 1, false];
  if (rest.startsWith("[")) return classAt(rest);
  const char = String.fromCodePoint(rest.codePointAt(0)!);
  if (char === "\\") {
    const escaped = rest.slice(1, 2);
    if (!/^[*?+[\]{}!\\]$/.test(escaped)) {
      throw new Unsupported("a `\\` precedes a character that it cannot escape; it escapes `* ? + [ ] { } ! \\`");
    }
    return [literal(escaped), 2, true];
  }
  if (char === "?" || char === "+") throw new Unsupported(`nothing precedes \`${char}\``);
  if (char === "]") throw new Unsupported("a `]` closes nothing");
  return [literal(char), char.length, true];
}

/** `[...]`, which holds letters, digits and ranges of them, and nothing else. */
function classAt(rest: string): Item {
  const sets: CharSet[] = [];
  let at = 1;
  while (rest[at] !== "]") {
    const range = RANGE.exec(rest.slice(at))?.[0];
    const char = rest[at];
    if (char === undefined) throw new Unsupported("a `[` is not closed");
    if (range) {
      const [low, high] = [range.charCodeAt(0), range.charCodeAt(2)];
      if (low > high) throw new Unsupported(`the range \`${range}\` is out of order`);
      sets.push([[low, high]]);
    } else if (ALPHANUMERIC.test(char)) {
      sets.push(single(char));
    } else throw new Unsupported(`\`[]\` holds \`${char}\`; it takes letters, digits and their ranges only`);
    at += range ? range.length : 1;
  }
  if (sets.length === 0) throw new Unsupported("`[]` is empty");
  return [{ kind: "chars", set: union(...sets) }, at + 1, true];
}

/**
 * That a variable matches a list of patterns: the last one that matches decides. A pattern that cannot be read matches whatever
 * is set; the graph's own check reports it.
 */
export function refMatch(variable: Variable, patterns: readonly string[]): Expr {
  return patterns.reduce<Expr>((matched, pattern) => {
    const parsed = parseRefPattern(pattern);
    if ("problem" in parsed) return or(matched, isSet(variable));
    const matches = matching(variable, parsed.node);
    return parsed.negated ? and(matched, not(matches)) : or(matched, matches);
  }, NEVER);
}

function matching(variable: Variable, node: RegexNode): Expr {
  const text = asLiteral(node);
  if (text !== undefined) return equal(variable, text);
  const options = node.kind === "choice" ? node.options : [node];
  if (options.length > 1) return or(...options.map((one) => matching(variable, one)));
  if (node === ANYTHING) return isSet(variable);
  const parts = node.kind === "sequence" ? node.parts : [node];
  const [head, tail] = [parts[0] === ANYTHING, parts.length > 1 && parts.at(-1) === ANYTHING];
  const inner = sequence(parts.slice(head ? 1 : 0, tail ? -1 : undefined));
  const pattern = `${head ? "" : "^"}${toJavaScript(inner)}${tail ? "" : "$"}`;
  return { op: "matches", variable, pattern, flags: "" };
}
