import { expandGlob, globListProblem, globProblem, refListProblem, refPatternProblem } from "../../expr/index.ts";
import type { Rule } from "../scope.ts";

const relative = "a path relative to the repository's root, with /";

/** A path inside the repository. */
export const path: Rule = (value) => {
  if (value === "") return { problem: "is empty", expected: relative };
  if (/[\0-\x1f]/.test(value)) return { problem: "has a control character", expected: relative };
  if (/^(\/|[A-Za-z]:)/.test(value)) return { problem: "is absolute", expected: relative };
  if (value.startsWith("~")) return { problem: "is in a home folder", expected: relative };
  if (value.includes("\\")) return { problem: "has a backslash", expected: "it with /" };
  if (value.startsWith("-")) return { problem: "would be read as an option", expected: `./${value}` };
  let depth = 0;
  for (const part of value.split("/")) {
    depth += part === ".." ? -1 : part === "." || part === "" ? 0 : 1;
    if (depth < 0) return { problem: "leaves the repository", expected: "a path inside the repository" };
  }
  return undefined;
};

/** A path that may have `*` and `**` in it. */
export const glob: Rule = (value) => {
  const problem = path(value);
  if (problem) return problem;
  if (value.split("/").includes("..")) return { problem: "goes back by ..", expected: "the path without .." };
  const expanded = expandGlob(tidy(value));
  return "problem" in expanded ? { problem: `cannot be read: ${expanded.problem}`, expected: GLOB_SYNTAX } : undefined;
};

const GLOB_SYNTAX = "a path with `*`, `**`, `?`, `[a-z]` and `{a,b}`";

/** A glob of a saved graph, where everything is written out. */
export const writtenOutGlob: Rule = (value) => {
  const broken = glob(value);
  if (broken) return broken;
  const wrong = globProblem(tidy(value));
  return wrong ? { problem: `cannot be read: ${wrong}`, expected: GLOB_SYNTAX } : undefined;
};

/** A glob that may leave files out with `!` in front. */
export const filterGlob: Rule = (value) => glob(value.replace(/^!/, ""));

/** A list of those, written out, as JSON. */
export const filterGlobs: Rule = (value) => {
  const problem = globListProblem(JSON.parse(value));
  return problem ? { problem, expected: "the files to match first, and those to leave out behind them" } : undefined;
};

/** A glob written out; one that cannot be read, which is reported, as it is. */
export function writtenOut(value: string): readonly string[] {
  const negated = value.startsWith("!") ? "!" : "";
  const expanded = expandGlob(`${negated}${tidy(value.slice(negated.length))}`);
  return "globs" in expanded ? expanded.globs : [value];
}

const REF_SYNTAX = "a name, or a pattern of `*`, `**`, `?`, `+`, `[a-z]`, `{a,b}` and a leading `!`";

/** A pattern over names of branches or tags. */
export const refPattern: Rule = (value) => {
  const problem = refPatternProblem(value);
  return problem ? { problem: `cannot be read: ${problem}`, expected: REF_SYNTAX } : undefined;
};

/** A list of such patterns, as JSON. */
export const refPatterns: Rule = (value) => {
  const problem = refListProblem(JSON.parse(value));
  return problem ? { problem, expected: "at least one pattern without `!`, or leave the list out" } : undefined;
};

/** Without `./` in front and `/` behind. */
export function tidy(value: string): string {
  return value.replace(/^(?:\.\/+)+(?=.)/, "").replace(/(?<=.)\/+$/, "");
}
