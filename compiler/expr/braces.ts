/** More alternatives than this are refused: each becomes a pattern of its own. */
const MOST_ALTERNATIVES = 100;

/** The patterns that a pattern with `{a,b}` stands for, in order, or what is wrong with its braces. */
export type Alternatives = { readonly patterns: readonly string[] } | { readonly problem: string };

/**
 * Writes out `{a,b}`. No provider reads braces, so each alternative becomes a pattern of its own. `\{` is a brace.
 *
 * @example
 * ```ts
 * expandBraces("v{1,2}.x"); // { patterns: ["v1.x", "v2.x"] }
 * ```
 */
export function expandBraces(pattern: string): Alternatives {
  const open = indexOf(pattern, "{", 0);
  const close = indexOf(pattern, "}", 0);
  if (open < 0) return close < 0 ? { patterns: [pattern] } : { problem: "a `}` closes nothing" };
  if (close >= 0 && close < open) return { problem: "a `}` closes nothing" };
  const group = groupAt(pattern, open);
  if (!group) return { problem: "a `{` is not closed" };
  if (group.options.length < 2) return { problem: "`{}` holds a single alternative; separate several by commas" };
  const [head, tail] = [pattern.slice(0, open), pattern.slice(group.end)];
  const patterns: string[] = [];
  for (const option of group.options) {
    const expanded = expandBraces(head + option + tail);
    if ("problem" in expanded) return expanded;
    patterns.push(...expanded.patterns);
    if (patterns.length > MOST_ALTERNATIVES) {
      return { problem: `its braces stand for more than ${MOST_ALTERNATIVES} patterns` };
    }
  }
  return { patterns: [...new Set(patterns)] };
}

/** The alternatives of the group that opens at a place, and where it ends. Groups inside it stay as they are. */
function groupAt(pattern: string, open: number): { options: readonly string[]; end: number } | undefined {
  const options: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "," && depth === 1) {
      options.push(pattern.slice(start, at));
      start = at + 1;
    } else if (char === "}" && --depth === 0) {
      return { options: [...options, pattern.slice(start, at)], end: at + 1 };
    }
  }
  return undefined;
}

/** Where a character stands that no backslash escapes; -1 where it does not. */
function indexOf(pattern: string, char: string, from: number): number {
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === char) return at;
  }
  return -1;
}
