import { type CharSet, complement } from "./charset.ts";
import type { RegexNode } from "./node.ts";

/** What differs between the dialects that a pattern is printed in. */
interface Dialect {
  readonly group: string;
  readonly start: string;
  readonly end: string;
  readonly edge: string;
  readonly noEdge: string;
  /** One character, outside and inside a class. */
  readonly char: (code: number) => string;
  readonly inClass: (code: number) => string;
}

const text = (code: number) => String.fromCodePoint(code);
const isPlain = (code: number) => /[A-Za-z0-9_ ,:;=@%&~#<>!"'`-]/.test(text(code)) || code > 0xa0;
const hex = (code: number) =>
  code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
const unusual = (code: number) => code < 0x20 || code === 0x7f || (code >= 0x80 && code <= 0xa0) || isSeparator(code);
const isSeparator = (code: number) =>
  [0x1680, 0x202f, 0x205f, 0x3000, 0xfeff].includes(code) ||
  (code >= 0x2000 && code <= 0x200f) ||
  code === 0x2028 ||
  code === 0x2029;

const jsEscape = (code: number) => (/[\^$\\.*+?()[\]{}|/]/.test(text(code)) ? `\\${text(code)}` : hex(code));

/** For `new RegExp(pattern, "u")`. */
const JAVASCRIPT: Dialect = {
  group: "(?:",
  start: "^",
  end: "$",
  edge: "\\b",
  noEdge: "\\B",
  char: (code) => (code > 0xffff || (!unusual(code) && isPlain(code)) ? text(code) : jsEscape(code)),
  inClass: (code) => (code > 0xffff || /\w/.test(text(code)) ? text(code) : jsEscape(code)),
};

const re2Code = (code: number) => (code <= 0xff ? hex(code) : `\\x{${code.toString(16)}}`);

/** For RE2, between two slashes: a slash never occurs. */
const RE2: Dialect = {
  group: "(?:",
  start: "^",
  end: "$",
  edge: "\\b",
  noEdge: "\\B",
  char: (code) => (code === 0x2f || unusual(code) ? re2Code(code) : isPlain(code) ? text(code) : `\\${text(code)}`),
  inClass: (code) => (/\w/.test(text(code)) || ".:=@+".includes(text(code)) ? text(code) : re2Code(code)),
};

/** For POSIX extended expressions of the GNU library, in a UTF-8 locale. There are no escapes in a class. */
const POSIX: Dialect = {
  group: "(",
  start: "^",
  end: "$",
  edge: "",
  noEdge: "",
  char: (code) => (/[.[\]()*+?{}|^$\\]/.test(text(code)) ? `\\${text(code)}` : text(code)),
  inClass: text,
};

function print(node: RegexNode, dialect: Dialect): string {
  switch (node.kind) {
    case "empty":
      return `${dialect.group})`;
    case "anchor":
      return dialect[node.at];
    case "chars":
      return printSet(node.set, dialect);
    case "choice":
      return `${dialect.group}${node.options.map((one) => print(one, dialect)).join("|")})`;
    case "sequence":
      return node.parts.map((one) => print(one, dialect)).join("");
    case "repeat":
      return `${operand(node.node, dialect)}${quantifier(node.min, node.max)}`;
  }
}

function operand(node: RegexNode, dialect: Dialect): string {
  const printed = print(node, dialect);
  return node.kind === "chars" || node.kind === "choice" ? printed : `${dialect.group}${printed})`;
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** What a class names: its characters, or those it leaves out. */
export function listedOf(set: CharSet): { readonly listed: CharSet; readonly negated: boolean } {
  const negated = set.at(-1)?.[1] === 0x10ffff;
  return { listed: negated ? complement(set) : set, negated };
}

function printSet(set: CharSet, dialect: Dialect): string {
  const [first, ...more] = set;
  if (first && more.length === 0 && first[0] === first[1]) return dialect.char(first[0]);
  const { listed, negated } = listedOf(set);
  if (dialect === POSIX) return printPosixClass(listed, negated);
  if (listed.length === 0) return dialect === RE2 ? "[\\x00-\\x{10ffff}]" : "[^]";
  return `[${negated ? "^" : ""}${listed.map((range) => printRange(range, dialect)).join("")}]`;
}

function printRange([low, high]: readonly [number, number], dialect: Dialect): string {
  if (low === high) return dialect.inClass(low);
  const dash = high === low + 1 ? "" : "-";
  return `${dialect.inClass(low)}${dash}${dialect.inClass(high)}`;
}

/** In a bracket expression `]` is literal when it comes first, `^` when it does not, and `-` when it comes last. */
function printPosixClass(listed: CharSet, negated: boolean): string {
  if (listed.length === 0) return ".";
  const special = new Set(["]", "^", "-", "["].map((char) => char.charCodeAt(0)));
  const found = new Set<string>();
  const ranges = listed.flatMap((range) => cutOut(range, special, found));
  const plain = ranges.map((range) => (range[1] > 0x7f ? spelled(range) : printRange(range, POSIX))).join("");
  if (!negated && plain === "" && found.size === 1 && found.has("^")) return "\\^";
  const tail = `${found.has("[") ? "[" : ""}${found.has("^") ? "^" : ""}${found.has("-") ? "-" : ""}`;
  const head = found.has("]") ? "]" : "";
  const body = !negated && head === "" && plain === "" && tail.startsWith("^") ? `-${"^"}` : `${head}${plain}${tail}`;
  return `[${negated ? "^" : ""}${body}]`;
}

/** The GNU library orders characters beyond ASCII by its own tables, and refuses ranges of them: each is named. */
function spelled([low, high]: readonly [number, number]): string {
  return Array.from({ length: high - low + 1 }, (_, index) => text(low + index)).join("");
}

function cutOut(range: readonly [number, number], special: ReadonlySet<number>, found: Set<string>): CharSet {
  const result: [number, number][] = [];
  let [from, to] = range;
  for (const code of [...special].sort((a, b) => a - b)) {
    if (code < from || code > to) continue;
    found.add(text(code));
    if (code > from) result.push([from, code - 1]);
    from = code + 1;
  }
  if (from <= to) result.push([from, to]);
  return result;
}

/** As JavaScript reads it with the flag `u`. */
export const toJavaScript = (node: RegexNode): string => print(node, JAVASCRIPT);
/** As RE2 reads it, free of slashes. */
export const toRe2 = (node: RegexNode): string => print(node, RE2);
/** As bash reads it behind `=~`, from a variable, where `posixProblem` finds nothing. */
export const toPosix = (node: RegexNode): string => print(node, POSIX);
