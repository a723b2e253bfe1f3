import { type CharSet, complement, DIGIT, foldAscii, LINE_END, SPACE, single, union, WORD } from "./charset.ts";
import { choice, EMPTY, type RegexNode, repeat, sequence } from "./node.ts";

/** A pattern as a tree, or what in it cannot be had everywhere. */
export type ParsedPattern = { readonly node: RegexNode } | { readonly problem: string };

/** RE2 repeats no more than this. */
const MOST_REPEATS = 1000;
const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};
const CONTROLS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", v: "\v", f: "\f" };

class Unsupported extends Error {}

/**
 * Reads a JavaScript pattern, as far as RE2 and POSIX can express it with the same meaning.
 *
 * @example
 * ```ts
 * parsePattern("^v\\d+$", ""); // { node: ... }
 * parsePattern("(?=x)", ""); // { problem: "look-around `(?=`" }
 * ```
 */
export function parsePattern(source: string, flags: "" | "i"): ParsedPattern {
  const fold = flags === "i" ? foldAscii : (set: CharSet) => set;
  let at = 0;
  const peek = (text: string) => source.startsWith(text, at);
  const take = (text: string) => {
    if (!peek(text)) return false;
    at += text.length;
    return true;
  };
  const fail = (what: string): never => {
    throw new Unsupported(what);
  };
  const next = (): string => {
    const code = source.codePointAt(at) ?? fail("an end where more is expected");
    const char = String.fromCodePoint(code);
    at += char.length;
    return char;
  };
  const chars = (set: CharSet): RegexNode => ({ kind: "chars", set: fold(set) });

  const alternatives = (): RegexNode => {
    const options = [terms()];
    while (take("|")) options.push(terms());
    return options.length === 1 ? options[0]! : choice(options);
  };
  const terms = (): RegexNode => {
    const parts: RegexNode[] = [];
    while (at < source.length && !peek("|") && !peek(")")) parts.push(term());
    return sequence(parts);
  };
  const term = (): RegexNode => {
    const char = next();
    if (char === "^") return place("start");
    if (char === "$") return place("end");
    if (char === "\\" && take("b")) return place("edge");
    if (char === "\\" && take("B")) return place("noEdge");
    return quantified(atom(char));
  };
  const place = (where: "start" | "end" | "edge" | "noEdge"): RegexNode =>
    /^[*+?{]/.test(source.slice(at)) ? fail("a repeated anchor") : { kind: "anchor", at: where };
  const atom = (char: string): RegexNode => {
    if (char === "(") return group();
    if (char === ".") return chars(complement(LINE_END));
    if (char === "[") return bracket();
    if (char === "\\") return chars(escaped());
    if ("*+?{}])".includes(char)) return fail(`an unescaped \`${char}\``);
    return chars(plain(char));
  };
  const group = (): RegexNode => {
    if (take("?") && !take(":") && !takeName())
      fail(`\`(?${source.slice(at, at + 1)}\`, which is look-around or a mode`);
    const inner = alternatives();
    return take(")") ? inner : fail("a group that is not closed");
  };
  const takeName = () => {
    const name = /^<[A-Za-z_]\w*>/.exec(source.slice(at))?.[0];
    return name !== undefined && take(name);
  };
  const quantified = (node: RegexNode): RegexNode => {
    const bounds = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(source.slice(at));
    if (!bounds) return node;
    at += bounds[0].length;
    const [, sign, least, comma, most] = bounds;
    const min = sign ? (sign === "+" ? 1 : 0) : Number(least);
    const max = sign ? (sign === "?" ? 1 : Infinity) : comma ? (most ? Number(most) : Infinity) : min;
    if (min > max) fail("bounds that are out of order");
    if (min > MOST_REPEATS || (max !== Infinity && max > MOST_REPEATS)) fail(`more than ${MOST_REPEATS} repetitions`);
    if (/^[*+?{]/.test(source.slice(at))) fail("two quantifiers in a row");
    return repeat(node, min, max);
  };
  const bracket = (): RegexNode => {
    const negated = take("^");
    const sets: CharSet[] = [];
    while (!take("]")) {
      const from = classMember();
      if (!(peek("-") && !peek("-]"))) {
        sets.push(from);
        continue;
      }
      take("-");
      const to = classMember();
      const [low, high] = [onlyOf(from), onlyOf(to)];
      if (low > high) fail("a range that is out of order");
      sets.push([[low, high]]);
    }
    const set = fold(union(...sets));
    if (set.length === 0 && !negated) fail("an empty class");
    return { kind: "chars", set: negated ? complement(set) : set };
  };
  const classMember = (): CharSet => {
    const char = next();
    if (char === "\\") return take("b") ? single("\b") : escaped();
    return plain(char);
  };
  const onlyOf = (set: CharSet): number =>
    set.length === 1 && set[0]![0] === set[0]![1] ? set[0]![0] : fail("a range that ends in a class");
  const escaped = (): CharSet => {
    const char = next();
    const named = CLASSES[char] ?? (CONTROLS[char] && single(CONTROLS[char]));
    if (named) return named;
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(source.slice(at - 1));
    if (code) {
      at += code[0].length - 1;
      return plain(String.fromCharCode(Number.parseInt(code[1] ?? code[2]!, 16)));
    }
    if (/[0-9A-Za-z]/.test(char)) return fail(`\`\\${char}\``);
    return plain(char);
  };
  const plain = (char: string): CharSet => {
    const code = char.codePointAt(0)!;
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) fail("half of a character (a lone surrogate), or NUL");
    if (flags === "i" && code > 0x7f) fail("flag `i` beside a letter that is not ASCII");
    return single(char);
  };

  try {
    const node = source === "" ? EMPTY : alternatives();
    if (at < source.length) fail("a `)` too many");
    return { node };
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message };
    throw error;
  }
}

/** What keeps a pattern from meaning the same in JavaScript, RE2 and POSIX, in a few words; undefined when nothing does. */
export function patternProblem(pattern: string, flags: "" | "i"): string | undefined {
  const parsed = parsePattern(pattern, flags);
  return "problem" in parsed ? parsed.problem : undefined;
}
