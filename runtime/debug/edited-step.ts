import { isDeepStrictEqual } from "node:util";
import { isGitHubOnly } from "../../compiler/graph/action-fallback.ts";
import { secretName } from "../../compiler/graph/confidential.ts";
import { defined } from "../../compiler/graph/model/defined.ts";
import type { ScriptJob, StageGraph, Step } from "../../compiler/graph/model/index.ts";
import { resolveStepEnv, type ValueSources } from "../values/values.ts";
import type { Edit } from "./held-job.ts";

export interface EditedStepOptions {
  readonly job: ScriptJob;
  /** Index of the step in `job`. */
  readonly step: number;
  /** The pipeline as its file has it now. */
  readonly graph: StageGraph;
  readonly sources: ValueSources;
  /** Secrets that the run masks. */
  readonly secrets: ReadonlySet<string>;
}

/** What an edit of the pipeline has made of a step: its script and its environment. The rest of the job stays as it began, and so does the id by which it knows the step. */
export function editedStep({ job, step: index, graph, sources, secrets }: EditedStepOptions): Edit {
  const before = job.steps[index] as Step;
  const now = graph.jobs.find(({ id }) => id === job.id);
  if (now?.kind !== "script") return refused(`the pipeline has no job ${job.id} any more`);
  const step = sameStep(job.steps, index, now.steps);
  if (!step) return refused(`${job.id} has no step "${before.name}" any more`);
  if (isDeepStrictEqual(meaning(step), meaning(before)) && isDeepStrictEqual(now.env, job.env)) return { kind: "same" };
  if (isGitHubOnly(step)) return refused(`the step "${step.name}" runs on GitHub only`);
  const values = [...Object.values(now.env), ...Object.values(step.env)];
  const unknown = values.map(secretName).find((name) => name !== undefined && !secrets.has(name));
  if (unknown !== undefined) {
    return refused(`the step names the secret ${unknown}, which this run does not mask; start the run again to use it`);
  }
  return {
    kind: "edited",
    step: { ...step, ...defined({ id: before.id ?? step.id }) },
    env: (left) => ({
      ...resolveStepEnv(now.env, sources),
      ...resolveStepEnv(step.env, { ...sources, step: (id, name) => left[id]?.[name] }),
    }),
  };
}

const refused = (problem: string): Edit => ({ kind: "refused", problem });

/** Where it stands in the file does not change what it does. */
const meaning = ({ location: _, ...step }: Step) => step;

/** By its name where one step has it, else by its place among as many. */
function sameStep(before: readonly Step[], index: number, now: readonly Step[]): Step | undefined {
  const named = now.filter(({ name }) => name === before[index]?.name);
  if (named.length === 1) return named[0];
  return now.length === before.length ? now[index] : undefined;
}
