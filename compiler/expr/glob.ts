import { ANY, complement, single } from "./regex/charset.ts";
import { choice, EMPTY, literal, type RegexNode, repeat, sequence } from "./regex/node.ts";

/**
 * What keeps a glob from meaning the same everywhere, in a few words; undefined when nothing does. A glob is a path with
 * `/`, in which `*` stands for any characters but `/`, `?` for one of them, and `**` as a whole segment for any folders (at
 * the end: for everything inside).
 *
 * @example
 * ```ts
 * globProblem("src/**"); // undefined
 * globProblem("src/{a,b}.ts"); // "`{` has no meaning here"
 * ```
 */
export function globProblem(glob: string): string | undefined {
  if (glob === "") return "it is empty";
  if (glob.startsWith("/")) return "it begins with `/`; paths are relative to the repository's root";
  if (glob.endsWith("/")) return "it ends with `/`; write `/**` for all that is inside";
  const odd = /[[\]{}()!\\:$]|[\0-\x1f]/.exec(glob);
  if (odd) return odd[0] < " " ? "it holds a control character" : `\`${odd[0]}\` has no meaning here`;
  for (const segment of glob.split("/")) {
    if (segment === "") return "it has an empty segment";
    if (segment === "." || segment === "..") return `\`${segment}\` has no meaning here`;
    if (segment.includes("**") && segment !== "**") return "`**` must be a whole segment";
  }
  return undefined;
}

const SLASH = literal("/");
const IN_SEGMENT: RegexNode = { kind: "chars", set: complement(single("/")) };
const EVERYTHING: RegexNode = repeat({ kind: "chars", set: ANY }, 1, Infinity);

/** The paths a glob matches, as a regular expression over the whole path. */
export function globToRegex(glob: string): RegexNode {
  const segments = glob.split("/");
  return sequence(
    segments.map((segment, index) => {
      const last = index === segments.length - 1;
      if (segment === "**") return last ? EVERYTHING : choice([EMPTY, sequence([EVERYTHING, SLASH])]);
      const parts = [...segment].map((char) =>
        char === "*" ? repeat(IN_SEGMENT, 0, Infinity) : char === "?" ? IN_SEGMENT : literal(char),
      );
      return sequence(last ? parts : [...parts, SLASH]);
    }),
  );
}

/** For `rules:changes`, which is Ruby's `File.fnmatch`: there `**` goes through folders only with a `/` behind it. */
export function globToGitLab(glob: string): string {
  return glob === "**" || glob.endsWith("/**") ? `${glob}/*` : glob;
}

/** For git's command line, which reads `*` across `/` unless told otherwise. */
export function globToPathspec(glob: string): string {
  return `:(glob)${glob}`;
}
