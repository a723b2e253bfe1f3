import { globProblem, refListProblem, refPatternProblem } from "../../expr/index.ts";
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
  const wrong = globProblem(tidy(value));
  return wrong ? { problem: `is no pattern (${wrong})`, expected: "it with *, and ** as a whole part" } : undefined;
};

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
