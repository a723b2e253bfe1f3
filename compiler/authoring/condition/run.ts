import { changed, RUN } from "../../expr/build.ts";
import { expandGlob, globListProblem } from "../../expr/glob.ts";
import type { Mark } from "./declared.ts";
import { laterValue, problem, problemsOf } from "./problem.ts";
import type { ProviderVariable } from "../../expr/model.ts";
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

type Provider = ProviderVariable["kind"];

const only = (): never => {
  throw new TypeError("github() and gitlab() can only be called by their own names");
};

/** Stand for `run.github` and `run.gitlab`. */
const PROVIDERS: Readonly<Record<Provider, () => never>> = { github: () => only(), gitlab: () => only() };

/** The provider whose own facts a function stands for. */
export const providerOf = (fn: unknown): Provider | undefined =>
  (["github", "gitlab"] as const).find((one) => PROVIDERS[one] === fn);

const NAMES: Readonly<Record<Provider, { readonly form: RegExp; readonly instead: string }>> = {
  github: {
    form: /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/,
    instead: 'name a path of GitHub\'s context without `github.` before it, such as "event.action"',
  },
  gitlab: { form: /^[A-Za-z_]\w*$/, instead: 'name a variable without `$`, such as "CI_MERGE_REQUEST_EVENT_TYPE"' },
};

/** `run.github(path)` and `run.gitlab(variable)`. */
export function providerFact(at: Mark, kind: Provider, args: readonly Value[]): Value {
  const [name] = args;
  const { form, instead } = NAMES[kind];
  const isName = isPlain(name) && typeof name === "string" && args.length === 1 && form.test(name);
  return isName ? variableValue({ kind, name }) : problem(at, `\`${kind}\` with a value that is not a name`, instead);
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
  repository: variableValue(RUN.repository),
  defaultBranch: variableValue(RUN.defaultBranch),
  protected: truth({ op: "flag", name: "protected" }),
  commit: Object.freeze({ message: variableValue(RUN.commitMessage), author: variableValue(RUN.commitAuthor) }),
  changed: touches,
  github: PROVIDERS.github,
  gitlab: PROVIDERS.gitlab,
  vars: new Proxy<Readonly<Record<string, Value>>>(Object.freeze({}), {
    get: (_target, name) => (typeof name === "string" ? variableValue({ kind: "vars", name }) : undefined),
  }),
});
