import { type Literal, variablesOf } from "./assume.ts";
import { RUN } from "./build.ts";
import { choose, groupOf } from "./constraints.ts";
import type { ConditionFacts } from "./facts.ts";
import { chooseFiles } from "./files.ts";
import { variableKey } from "./key.ts";
import type { Flag, RunVariable, Variable } from "./model.ts";
import { usualTexts } from "./run-variables.ts";
import type { Scene } from "./scene.ts";

/** The facts of a run in which all the literals hold. Variables that nothing is known of get a usual value, or none. */
export function factsOf(scene: Scene, known: readonly Literal[]): ConditionFacts {
  const values = chooseAll(known);
  const text = (variable: Variable) => values.get(variableKey(variable)) ?? usualTexts(variable)[0] ?? "";
  const files = chooseFiles(known);
  const given = known.flatMap(({ atom }) => variablesOf(atom));
  const vars: Record<string, string> = {};
  const outputs: Record<string, Record<string, string>> = {};
  const steps: Record<string, Record<string, string>> = {};
  const inputs: Record<string, string> = {};
  const provider: Record<string, string> = {};
  for (const variable of given) {
    const value = values.get(variableKey(variable));
    if (typeof value !== "string") continue;
    if (variable.kind === "vars") vars[variable.name] = value;
    if (variable.kind === "input") inputs[variable.name] = value;
    if (variable.kind === "github" || variable.kind === "gitlab") provider[`${variable.kind}.${variable.name}`] = value;
    if (variable.kind === "step") steps[variable.step] = { ...steps[variable.step], [variable.name]: value };
    if (variable.kind === "output") outputs[variable.job] = { ...outputs[variable.job], [variable.name]: value };
  }
  const asked = (variable: RunVariable) => {
    const value = values.get(variableKey(variable));
    return typeof value === "string" ? value : undefined;
  };
  const flag = (name: Flag["name"]) =>
    known.some(({ atom, holds }) => atom.op === "flag" && atom.name === name && holds);
  const labels = known.flatMap(({ atom, holds }) => (atom.op === "label" && holds ? [atom.name] : []));
  const isOnRequest = scene.on === "pullRequest" || scene.on === "target";
  const commit = { message: asked(RUN.commitMessage), author: asked(RUN.commitAuthor) };
  return {
    event: scene.event,
    sha: text(RUN.sha),
    actor: text(RUN.actor),
    repository: text(RUN.repository),
    defaultBranch: text(RUN.defaultBranch),
    ...((scene.on === "branch" || scene.on === "target") && { branch: text(RUN.branch) }),
    ...(scene.on === "tag" && { tag: text(RUN.tag) }),
    ...(flag("protected") && { protected: true }),
    ...((commit.message !== undefined || commit.author !== undefined) && { commit }),
    ...(isOnRequest && {
      pullRequest: {
        sourceBranch: text(RUN.sourceBranch),
        targetBranch: text(RUN.targetBranch),
        fork: flag("fork"),
        ...(flag("draft") && { draft: true }),
        ...(labels.length > 0 && { labels }),
        number: text(RUN.pullRequestNumber),
        title: text(RUN.pullRequestTitle),
        author: text(RUN.pullRequestAuthor),
      },
    }),
    vars,
    changedFiles: typeof files === "string" ? [] : files,
    ...(Object.keys(inputs).length > 0 && { inputs }),
    ...(Object.keys(provider).length > 0 && { provider }),
    ...(Object.keys(outputs).length > 0 && { outputs }),
    ...(Object.keys(steps).length > 0 && { steps }),
  };
}

/**
 * One value for each group, those that must differ kept apart. A variable for which nothing is left once others have chosen
 * chooses before them the next time.
 */
function chooseAll(known: readonly Literal[]): ReadonlyMap<string, string | null> {
  const variables = new Map(known.flatMap(({ atom }) => variablesOf(atom)).map((one) => [variableKey(one), one]));
  const isFixed = (variable: Variable) =>
    known.some(
      ({ atom, holds }) => atom.op === "equal" && holds && variableKey(atom.variable) === variableKey(variable),
    );
  const ordered = [...variables.values()].sort((a, b) => Number(isFixed(b)) - Number(isFixed(a)));
  const moved = new Set<Variable>();
  for (;;) {
    const { values, stuck } = chooseInOrder(ordered, known);
    if (!stuck || moved.has(stuck)) return values;
    moved.add(stuck);
    ordered.splice(ordered.indexOf(stuck), 1);
    ordered.unshift(stuck);
  }
}

interface Chosen {
  readonly values: ReadonlyMap<string, string | null>;
  /** The first variable for which there was no value. */
  readonly stuck?: Variable;
}

function chooseInOrder(ordered: readonly Variable[], known: readonly Literal[]): Chosen {
  const values = new Map<string, string | null>();
  let stuck: Variable | undefined;
  for (const variable of ordered) {
    if (values.has(variableKey(variable))) continue;
    const group = groupOf(variable, known);
    const avoid = others(group, known).flatMap((one) => valueIn(values, one));
    const chosen = choose(group, known, avoid);
    if (chosen === "none") stuck ??= variable;
    const value = typeof chosen === "string" ? null : chosen.value;
    for (const one of group) values.set(variableKey(one), value);
  }
  return { values, ...(stuck && { stuck }) };
}

function valueIn(values: ReadonlyMap<string, string | null>, variable: Variable): readonly (string | null)[] {
  const value = values.get(variableKey(variable));
  return value === undefined ? [] : [value];
}

/** Variables that must differ from the group. */
function others(group: readonly Variable[], known: readonly Literal[]): readonly Variable[] {
  const keys = new Set(group.map(variableKey));
  return known.flatMap(({ atom, holds }) => {
    if (atom.op !== "same" || holds) return [];
    const both = variablesOf(atom);
    return both.some((one) => keys.has(variableKey(one))) ? both.filter((one) => !keys.has(variableKey(one))) : [];
  });
}
