import { changed, RUN } from "../../expr/build.ts";
import { isPlain, pullRequestValue, truth, type Value, variableValue } from "./value.ts";

/** Thrown by `changed` when its globs are not known now; the call that is on the way turns it into a problem. */
const touches = (...globs: readonly Value[]): Value => {
  const texts = globs.filter((glob): glob is string => isPlain(glob) && typeof glob === "string");
  if (texts.length < globs.length)
    throw new TypeError("changed() takes globs that are known when the pipeline is compiled");
  return truth(changed(...texts));
};

/** Functions of the run itself: they take and return values of either kind. */
export const RUN_FUNCTIONS: ReadonlySet<unknown> = new Set([touches]);

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
