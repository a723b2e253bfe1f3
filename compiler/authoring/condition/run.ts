import { changed, RUN } from "../../expr/build.ts";
import { globProblem } from "../../expr/glob.ts";
import type { Mark } from "./declared.ts";
import { laterValue, problem, problemsOf } from "./problem.ts";
import { isPlain, pullRequestValue, truth, type Value, variableValue } from "./value.ts";

/** Stands for `run.changed`; a rewritten predicate never really calls it. */
const touches = (): never => {
  throw new TypeError("changed() can only be called by its own name");
};

export const isChanged = (fn: unknown): boolean => fn === touches;

/** `run.changed(...globs)`. */
export function changedFiles(at: Mark, globs: readonly Value[]): Value {
  const found = globs.flatMap((glob) => problemOf(at, glob) ?? []);
  return problemsOf(...found) ?? truth(changed(...(globs as readonly string[])));
}

function problemOf(at: Mark, glob: Value): Value | undefined {
  if (!isPlain(glob) || typeof glob !== "string") {
    return problem(at, `\`changed\` with ${laterValue}`, "give it globs that are known when the pipeline is compiled");
  }
  const wrong = globProblem(glob);
  return wrong && problem(at, `the glob ${JSON.stringify(glob)}: ${wrong}`, GLOBS);
}

const GLOBS =
  "write a path from the repository's root with `/`, in which `*` and `?` stay within a name and `**` goes through folders";

/** What a rewritten predicate is given: its properties are read, and destructured, like those of any object. */
export const symbolicRun = Object.freeze({
  event: variableValue(RUN.event),
  branch: variableValue(RUN.branch),
  tag: variableValue(RUN.tag),
  sha: variableValue(RUN.sha),
  actor: variableValue(RUN.actor),
  pullRequest: pullRequestValue,
  changed: touches,
  vars: new Proxy<Readonly<Record<string, Value>>>(Object.freeze({}), {
    get: (_target, name) => (typeof name === "string" ? variableValue({ kind: "vars", name }) : undefined),
  }),
});
