import { globProblem } from "../../expr/index.ts";
import type { Rule } from "../report.ts";

const relative = "a path relative to the repository's root, with /";

/** A path inside the repository. */
export const path: Rule = (value) => {
  if (value === "") return { is: "is empty", write: relative };
  if (/[\0-\x1f]/.test(value)) return { is: "has a control character", write: relative };
  if (/^(\/|[A-Za-z]:)/.test(value)) return { is: "is absolute", write: relative };
  if (value.startsWith("~")) return { is: "is in a home folder", write: relative };
  if (value.includes("\\")) return { is: "has a backslash", write: "it with /" };
  if (value.startsWith("-")) return { is: "would be read as an option", write: `./${value}` };
  let depth = 0;
  for (const part of value.split("/")) {
    depth += part === ".." ? -1 : part === "." || part === "" ? 0 : 1;
    if (depth < 0) return { is: "leaves the repository", write: "a path inside the repository" };
  }
  return undefined;
};

/** A path that may have `*` and `**` in it. */
export const glob: Rule = (value) => {
  const problem = path(value);
  if (problem) return problem;
  if (value.split("/").includes("..")) return { is: "goes back by ..", write: "the path without .." };
  return pattern(tidy(value));
};

/** A glob over names that are no files: branches and tags. */
export const pattern: Rule = (value) => {
  if (value === "") return { is: "is empty", write: "a name, or a pattern with * and **" };
  const problem = globProblem(value);
  return problem ? { is: `is no pattern (${problem})`, write: "it with *, and ** as a whole part" } : undefined;
};

/** Without `./` in front and `/` behind. */
export function tidy(value: string): string {
  return value.replace(/^(?:\.\/+)+(?=.)/, "").replace(/(?<=.)\/+$/, "");
}
