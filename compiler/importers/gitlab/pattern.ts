import { type ParsedPattern, parsePattern } from "../../expr/regex/parse.ts";

export interface ReadPattern {
  readonly pattern: string;
  readonly flags: "" | "i";
  readonly parsed: Exclude<ParsedPattern, { problem: string }>;
}

/**
 * A pattern of GitLab's, which RE2 reads, as the condition language has it; undefined where the two do not mean the same.
 * GitLab escapes `/` with a backslash, and `\A`, `\z`, `\Z` are the ends of the text.
 */
export function readPattern(source: string, flags: string): ReadPattern | undefined {
  const inline = /^\(\?i\)/.exec(source);
  const all = new Set([...flags, ...(inline ? "i" : "")]);
  // `m` lets `^` and `$` match at lines, and `s` lets `.` match line ends: facts of a run have one line, but titles may not.
  if (all.has("m") || all.has("U")) return undefined;
  const pattern = source
    .slice(inline?.[0].length ?? 0)
    .replace(/\\([\s\S])/g, (whole, char: string) => ESCAPES[char] ?? whole)
    .replace(/\(\?P?<\w+>/g, "(")
    .replace(/\\x\{([0-9a-fA-F]{4})\}/g, "\\u$1");
  const kept = all.has("i") ? "i" : "";
  const parsed = parsePattern(pattern, kept);
  return "problem" in parsed ? undefined : { pattern, flags: kept, parsed };
}

const ESCAPES: Readonly<Record<string, string>> = {
  "/": "/",
  A: "^",
  z: "$",
  Z: "$",
  h: "[0-9a-fA-F]",
  "-": "-",
  " ": " ",
  ":": ":",
  "#": "#",
  "@": "@",
  '"': '"',
  "'": "'",
  _: "_",
  "~": "~",
  "%": "%",
  "&": "&",
  "=": "=",
  ",": ",",
  "!": "!",
  "<": "<",
  ">": ">",
};
