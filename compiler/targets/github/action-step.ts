import { isGitHubOnly, withSteps } from "../../graph/action-fallback.ts";
import type { ScriptJob, StageGraph, Step } from "../../graph/model/index.ts";
import type { Location } from "../../diagnostics/index.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { environment, literal, valueText } from "./values.ts";

/** A step that is an action, pinned as all are; undefined: it is a process. */
export function actionStep(step: Step, graph: StageGraph, number: number): YamlMap | undefined {
  if (step.run.kind === "native") {
    const { name, ...keys } = step.run.native.github ?? {};
    const shown = name ?? (isNamed(step) ? literal(step.name) : undefined);
    return { ...(shown !== undefined && { name: shown }), ...(step.id !== undefined && { id: step.id }), ...keys };
  }
  if (step.run.kind !== "action") return undefined;
  const inputs = Object.entries(step.run.with).map(([name, value]) => [name, valueText(value, graph)] as const);
  return {
    name: step.name === step.run.uses ? undefined : literal(step.name),
    id: step.id,
    uses: reference(step.run.uses, step.location),
    env: environment(step.env, graph, () => true, number),
    with: inputs.length ? Object.fromEntries(inputs) : undefined,
  };
}

/** An action of this repository and an image stand as they are. */
function reference(name: string, location: Location): Yaml {
  if (name.startsWith("./") || name.startsWith("docker://")) return name;
  const [path, ref] = name.split("@") as [string, string];
  const [owner, repository, ...folder] = path.split("/") as [string, string, ...string[]];
  return uses(`${owner}/${repository}@${ref}`, folder.join("/") || undefined, location);
}

/** Whether the author gave a native step a name beside its keys. */
function isNamed({ name, run }: Step): boolean {
  if (run.kind !== "native" || name === "step") return false;
  const { uses: action, run: text } = run.native.github ?? {};
  return ![action, text].some((one) => typeof one === "string" && one.trim().startsWith(name.replace(/\.{3}$/, "")));
}

/** The graph without what replaces actions on other providers: GitHub needs none of its values. */
export function withActionsAlone(graph: StageGraph): StageGraph {
  return withSteps(graph, (step) => {
    if (step.run.kind !== "action") return [step];
    const { fallback: _, ...run } = step.run;
    return [{ ...step, run }];
  });
}

export const hasAction = (job: ScriptJob): boolean => job.steps.some(isGitHubOnly);
