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
  return parts.map((part) => WILDCARDS[part] ?? (/^\[.*\]$/.test(part) ? part : escaped(part))).join("");
}

const escaped = (text: string) => text.replace(/[\\^$.+()[\]{}|]/g, "\\$&");

const WILDCARDS: Readonly<Record<string, string>> = { "**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
