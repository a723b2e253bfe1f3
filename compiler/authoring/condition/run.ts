import { changed, RUN } from "../../expr/build.ts";
import { expandGlob, globListProblem } from "../../expr/glob.ts";
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
  if (found.length > 0) return problemsOf(...found) as Value;
  const expanded = (globs as readonly string[]).map(expandGlob).flatMap((one) => ("globs" in one ? one.globs : []));
  const wrong = globListProblem(expanded);
  return wrong ? problem(at, `a list of globs that ${wrong}`, GLOBS) : truth(changed(...expanded));
}

function problemOf(at: Mark, glob: Value): Value | undefined {
  if (!isPlain(glob) || typeof glob !== "string") {
    return problem(at, `\`changed\` with ${laterValue}`, "give it globs that are known when the pipeline is compiled");
  }
  const expanded = expandGlob(glob);
  return "problem" in expanded
    ? problem(at, `the glob ${JSON.stringify(glob)}: ${expanded.problem}`, GLOBS)
    : undefined;
}

const GLOBS =
  "write a path from the repository's root with `/`, in which `*`, `?` and `[a-z]` stay within a name, `**` goes through folders, `{a,b}` is either, and `!` leaves files out";

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
