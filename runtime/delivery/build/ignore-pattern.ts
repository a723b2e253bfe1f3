import { posix } from "node:path";
import { RE2JS } from "re2js";

/** A pattern of an ignore file, as BuildKit's matcher reads it (moby/patternmatcher). */
export interface IgnorePattern {
  /** Cleaned, without the `!`. */
  readonly text: string;
  /** It takes back in what earlier ones leave out. */
  readonly exception: boolean;
  matches(path: string): boolean;
}

/** Go counts these as space; JavaScript's `trim` counts others. */
const SPACE = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const trimmed = (text: string) => text.replace(new RegExp(`^${SPACE}|${SPACE}$`, "g"), "");

/** Go's `path.Clean`. */
const clean = (path: string) => posix.normalize(path || ".").replace(/(?<=.)\/$/, "");

/**
 * Reads an ignore file.
 *
 * @returns the patterns, or the line that is none and why
 */
export function readIgnoreFile(
  text: string,
): { readonly patterns: readonly IgnorePattern[] } | { readonly line: number; readonly problem: string } {
  const patterns: IgnorePattern[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const written = trimmed(raw);
    if (raw.startsWith("#") || written === "") continue;
    const exception = written.startsWith("!");
    const named = exception ? trimmed(written.slice(1)) : written;
    const path = named === "" ? "" : clean(named).replace(/^\/(?=.)/, "");
    if (path === "" || path === "/") return { line: index + 1, problem: "it is empty" };
    const matches = matcherOf(path);
    if (!matches) return { line: index + 1, problem: "it is not a pattern that BuildKit accepts" };
    patterns.push({ text: path, exception, matches });
  }
  return { patterns };
}

type Matcher = IgnorePattern["matches"];

/** Undefined: it cannot be read. */
function matcherOf(pattern: string): Matcher | undefined {
  const { kind, expression } = translated([...pattern]);
  switch (kind) {
    case "exact":
      return (path) => path === pattern;
    case "prefix":
      return (path) => path.startsWith(pattern.slice(0, -2));
    case "suffix":
      return suffixMatcher(pattern.slice(2));
    case "regex":
      return regexMatcher(expression);
  }
}

function suffixMatcher(suffix: string): Matcher {
  return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
}

function regexMatcher(expression: string): Matcher | undefined {
  try {
    const compiled = RE2JS.compile(`^${expression}$`);
    return (path) => compiled.matcher(path).find();
  } catch {
    return undefined;
  }
}

interface Translation {
  readonly kind: "exact" | "prefix" | "suffix" | "regex";
  readonly expression: string;
}

/** Which way a pattern is compared, and its regular expression. The order of the cases is the original's. */
function translated(chars: readonly string[]): Translation {
  let kind: Translation["kind"] = "exact";
  let expression = "";
  let at = 0;
  for (let count = 0; at < chars.length; count += 1) {
    const char = chars[at++] as string;
    if (char === "*" && chars[at] === "*") {
      at += chars[at + 1] === "/" ? 2 : 1;
      if (at < chars.length) {
        expression += "(.*/)?";
        kind = "regex";
      } else if (kind === "exact") {
        kind = "prefix";
      } else {
        expression += ".*";
        kind = "regex";
      }
      if (count === 0) kind = "suffix";
    } else if (char === "*" || char === "?") {
      expression += char === "*" ? "[^/]*" : "[^/]";
      kind = "regex";
    } else if (".+()|{}$".includes(char)) {
      expression += `\\${char}`;
    } else if (char === "\\" && at < chars.length) {
      expression += `\\${chars[at++]}`;
      kind = "regex";
    } else {
      if (char === "[" || char === "]") kind = "regex";
      expression += char === "\\" ? "\\\\" : char;
    }
  }
  return { kind, expression };
}
