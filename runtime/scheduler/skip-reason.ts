import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import { readsOutputs } from "../../compiler/expr/outputs.ts";
import { isFinal } from "../../compiler/graph/final.ts";
import type { Job, Need } from "../../compiler/graph/model/index.ts";
import type { JobResult, SkipReason } from "../events.ts";

/**
 * Why a job whose needs have all ended does not run; `undefined`: it runs. The rule is that of {@link Need}. A condition
 * that does not hold comes first, for a job skipped by its own condition does not skip what needs it; only a condition
 * that reads the outputs of its needs has to wait for them to have succeeded. Needs never keep a final job from running.
 */
export function skipReason(
  job: Job,
  results: ReadonlyMap<string, JobResult>,
  facts: ConditionFacts,
  approved: ReadonlySet<string>,
): SkipReason | undefined {
  const blocking = isFinal(job) ? undefined : job.needs.find((need) => blocks(need, results.get(need.job)));
  const decidable = !blocking || !readsOutputs(job.when);
  if (decidable && !evaluate(job.when, facts)) return { kind: "condition" };
  if (blocking) return { kind: "need", job: blocking.job };
  if (!needsApproval(job) || approved.has(job.id)) return undefined;
  return { kind: job.manual ? "not-approved" : "not-named" };
}

/** Whether a job waits for a person: a manual one does everywhere, and a deploy does on this machine. */
export function needsApproval(job: Job): boolean {
  return job.manual === true || job.kind === "deploy";
}

function blocks(need: Need, result: JobResult | undefined): boolean {
  switch (result?.status) {
    case "succeeded":
      return false;
    case "failed":
      return need.gate || !result.allowed;
    case "skipped":
      return need.gate || result.reason.kind !== "condition";
    default:
      return true;
  }
}
