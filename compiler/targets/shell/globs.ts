import { escapeRegex } from "../../expr/regex/escape.ts";

/**
 * Globs as one extended regular expression over the paths that `find .` prints; a folder means all that is in it.
 *
 * @example
 * globRegex(["out/*.txt"]); // ^\./(out/[^/]*\.txt)(/.*)?$
 */
export function globRegex(globs: readonly string[]): string {
  return `^\\./(${globs.map(one).join("|")})(/.*)?$`;
}

function one(glob: string): string {
  const parts = glob
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .split(/(\*\*\/|\*\*|\*|\?|\[[^\]]*\])/);
  return parts.map((part) => WILDCARDS[part] ?? (/^\[.*\]$/.test(part) ? part : escapeRegex(part))).join("");
}

const WILDCARDS: Readonly<Record<string, string>> = { "**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
