import { LIMITS } from "./provider.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { implies } from "../../expr/decide.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import type { Job, Need, StageGraph } from "../../graph/model/index.ts";
import { imagesReadBy, outputsReadBy } from "../uses.ts";
import type { Yaml } from "../yaml.ts";
import { witnessNeeds } from "./probe-jobs.ts";
import { nativeKeys, saysPresence } from "./presence-keys.ts";
import { stagedKeys } from "./staged.ts";
import { asksState, scriptConditions } from "./output-conditions.ts";

/** `needs`, always given: without it a job waits for all of the earlier stages and gets all of their artifacts. */
export function needs(job: Job, graph: StageGraph, presence: ReadonlyMap<string, Expr>): readonly Yaml[] {
  return job.needs.map((need) => ({
    job: need.job,
    artifacts: need.artifacts || handsOver(job, need) || asksState(job, need, graph),
    optional: mayBeAbsent(job, need, presence, graph) || undefined,
  }));
}

/** Outputs and digests travel as artifacts. */
function handsOver(job: Job, need: Need): boolean {
  const list = job.kind === "script" && job.dynamic?.from.job === need.job;
  return list || imagesReadBy(job).has(need.job) || outputsReadBy(job).some((output) => output.job === need.job);
}

/** GitLab refuses a pipeline in which a need is absent, unless it is optional. A gate never is: it is present with its job. */
function mayBeAbsent(job: Job, need: Need, presence: ReadonlyMap<string, Expr>, graph: StageGraph): boolean {
  if (need.gate) return false;
  if (saysPresence(nativeKeys(graph.jobs.find((one) => one.id === need.job)))) return true;
  return !implies(presence.get(job.id) ?? ALWAYS, presence.get(need.job) ?? ALWAYS).holds;
}

export function needsProblems(job: Job, graph: StageGraph): readonly Diagnostic[] {
  const count = job.needs.length + witnessNeeds(job, scriptConditions(job)).length;
  const many =
    count > LIMITS.needs && !stagedKeys(job, graph)
      ? [diagnostic("WB3002", { job: job.id, count: String(count) }, { at: job.location })]
      : [];
  const mixed = job.needs.flatMap((need) => {
    const producer = graph.jobs.find((one) => one.id === need.job);
    const unasked = !need.artifacts && producer?.kind === "script" && producer.artifacts;
    if (!unasked) return [];
    const values = { job: job.id, need: need.job };
    if (handsOver(job, need)) return [diagnostic("WB3004", values, { at: job.location })];
    // A deploy has no working directory that something could be in the way in.
    const asked = job.kind !== "deploy" && asksState(job, need, graph);
    return asked ? [diagnostic("WB3100", values, { at: job.location })] : [];
  });
  return [...many, ...mixed];
}
