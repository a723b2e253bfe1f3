import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import type { Job } from "../../compiler/graph/model/index.ts";
import { skipOf } from "../../compiler/graph/need-rule.ts";
import type { JobResult, SkipReason } from "../events.ts";

/** Why a job whose needs have all ended does not run: the rule of needs, or an approval that it waits for; `undefined`: it runs. */
export function skipReason(
  job: Job,
  results: ReadonlyMap<string, JobResult>,
  facts: ConditionFacts,
  approved: ReadonlySet<string>,
): SkipReason | undefined {
  const skip = skipOf(job, results, facts);
  if (skip) return skip;
  if (!needsApproval(job) || approved.has(job.id)) return undefined;
  return { kind: job.manual ? "not-approved" : "not-named" };
}

/** Whether a job waits for a person: a manual one does everywhere, and a deploy does on this machine. */
export function needsApproval(job: Job): boolean {
  return job.manual === true || job.kind === "deploy";
}
