import { blame } from "../../compiler/expr/blame.ts";
import { describe } from "../../compiler/expr/describe.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import type { Job } from "../../compiler/graph/model/index.ts";
import type { JobResult } from "../events.ts";
import type { Unmet } from "./entry.ts";

/** The condition by which a job was skipped, while what it was asked about is still known; undefined: it was not that. */
export function unmetCondition(job: Job, result: JobResult, facts: ConditionFacts): Unmet | undefined {
  if (result.status !== "skipped" || result.reason.kind !== "condition") return undefined;
  return { when: describe(job.when), parts: blame(job.when, facts) };
}

/** Outputs, which conditions read, may hold secrets. */
export function maskUnmet({ when, parts }: Unmet, mask: (text: string) => string): Unmet {
  return { when: mask(when), parts: parts.map(mask) };
}
