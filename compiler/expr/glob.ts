import { expandBraces } from "./braces.ts";
import { ANY, type CharSet, complement, single, union } from "./regex/charset.ts";
import { toJavaScript } from "./regex/print.ts";
import { choice, EMPTY, literal, type RegexNode, repeat, sequence } from "./regex/node.ts";

/** Letters, digits and ranges of them, as GitHub's filters take them. */
const CLASS = /\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[a-zA-Z0-9])+\]/g;

/**
 * What keeps a glob from meaning the same everywhere, in a few words; undefined when nothing does. A glob is a path with
 * `/`, in which `*` stands for any characters but `/`, `?` for one of them, `[a-z0-9]` for one of these letters and digits, and `**` as a whole
 * segment for any folders (at the end: for everything inside).
 *
 * @example
 * ```ts
 * globProblem("src/**"); // undefined
 * globProblem("src/{a.ts"); // "`{` has no meaning here"
 * ```
 */
export function globProblem(glob: string): string | undefined {
  if (glob === "") return "it is empty";
  if (glob.startsWith("/")) return "it starts with `/`; paths are relative to the repository's root";
  if (glob.endsWith("/")) return "it ends with `/`; write `/**` for all that is inside";
  const odd = /[[\]{}()!\\:$]|[\0-\x1f]/.exec(glob.replaceAll(CLASS, ""));
  if (odd) return odd[0] < " " ? "it holds a control character" : `\`${odd[0]}\` has no meaning here`;
  const range = [...glob.matchAll(CLASS)]
    .flatMap(([text]) => text.match(/.-./g) ?? [])
    .find((one) => one[0]! > one[2]!);
  if (range) return `the range \`${range}\` is out of order`;
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

const PIECES = /\[[^\]]*\]|[\s\S]/gu;

function pieceToRegex(piece: string): RegexNode {
  if (piece === "*") return repeat(IN_SEGMENT, 0, Infinity);
  if (piece === "?") return IN_SEGMENT;
  if (!piece.startsWith("[") || piece === "[") return literal(piece);
  const members = piece.slice(1, -1).match(/.-.|./g) ?? [];
  return { kind: "chars", set: union(...members.map((one) => charRange(one[0]!, one.at(-1)!))) };
}

const charRange = (from: string, to: string): CharSet => [[from.charCodeAt(0), to.charCodeAt(0)]];

/** The globs that one as people write it stands for, or what is wrong with it. */
export type ExpandedGlob = { readonly globs: readonly string[] } | { readonly problem: string };

/**
 * Writes out what no provider reads: `{a,b}`, and a `**` beside other characters, which stands for any characters.
 *
 * @example
 * ```ts
 * expandGlob("src/**.{ts,tsx}"); // { globs: ["src/*.ts", "src/*\/**\/*.ts", ...] }
 * ```
 */
export function expandGlob(text: string): ExpandedGlob {
  const negated = text.startsWith("!") ? "!" : "";
  const braces = expandBraces(text.slice(negated.length));
  if ("problem" in braces) return braces;
  const globs = braces.patterns.flatMap(withWholeSegments);
  const problem = globs.map(globProblem).find((one) => one !== undefined);
  return problem === undefined ? { globs: [...new Set(globs)].map((glob) => negated + glob) } : { problem };
}

/** `a**b` is `a*b`, or has folders between. */
function withWholeSegments(glob: string): readonly string[] {
  const odd = /(?<=[^/*])\*\*(?!\*)|(?<!\*)\*\*(?=[^/*])/.exec(glob);
  if (!odd) return [glob];
  const [head, tail] = [glob.slice(0, odd.index), glob.slice(odd.index + 2)];
  const folders = head === "" || head.endsWith("/") ? "**/" : "*/**/";
  const plain = folders === "**/" ? [] : [`${head}*${tail}`];
  return [...plain, `${head}${folders}*${tail}`].flatMap(withWholeSegments);
}

/** What is wrong with a list of globs, each expanded, as a whole: files that `!` leaves out come last. */
export function globListProblem(globs: readonly string[]): string | undefined {
  const firstLeftOut = globs.findIndex((glob) => glob.startsWith("!"));
  if (firstLeftOut === 0) return "begins with `!`; put the files to match before those to leave out";
  const later = firstLeftOut < 0 ? undefined : globs.slice(firstLeftOut).find((glob) => !glob.startsWith("!"));
  return later && `has ${JSON.stringify(later)} after a \`!\`; put the files to leave out last`;
}

/** The globs of a list that match, and those that leave files out. */
export function splitGlobs(globs: readonly string[]): {
  readonly wanted: readonly string[];
  readonly left: readonly string[];
} {
  return {
    wanted: globs.filter((glob) => !glob.startsWith("!")),
    left: globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
  };
}

/** The paths a glob matches, as a regular expression over the whole path. */
export function globToRegex(glob: string): RegexNode {
  const segments = glob.split("/");
  return sequence(
    segments.map((segment, index) => {
      const last = index === segments.length - 1;
      if (segment === "**") return last ? EVERYTHING : choice([EMPTY, sequence([EVERYTHING, SLASH])]);
      const parts = (segment.match(PIECES) ?? []).map(pieceToRegex);
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
  return glob.startsWith("!") ? `:(exclude,glob)${glob.slice(1)}` : `:(glob)${glob}`;
}

/** A glob as a regular expression of JavaScript. */
export function globPattern(glob: string): string {
  return `^(?:${toJavaScript(globToRegex(glob))})$`;
}
