import { evaluate } from "../expr/evaluate.ts";
import type { ConditionFacts } from "../expr/facts.ts";
import { readsOutputs } from "../expr/outputs.ts";
import { isFinal } from "./final.ts";
import type { Job, Need } from "./model/index.ts";

/** How a job has ended, as far as the jobs that need it are concerned. */
export type Ending =
  | { readonly status: "succeeded" }
  | { readonly status: "failed"; readonly allowed: boolean }
  | { readonly status: "skipped"; readonly reason: { readonly kind: string } }
  | { readonly status: "cancelled" };

/** Why the rule of {@link Need} keeps a job from running. */
export type Skip = { readonly kind: "condition" } | { readonly kind: "need"; readonly job: string };

/**
 * Why a job whose needs have all ended is skipped; `undefined`: it is not. The rule is that of {@link Need}. A condition
 * that does not hold comes first, for a job skipped by its own condition does not skip what needs it; only a condition
 * that reads the outputs of its needs has to wait for them to have succeeded. Needs never keep a final job from running.
 */
export function skipOf(job: Job, endings: ReadonlyMap<string, Ending>, facts: ConditionFacts): Skip | undefined {
  const blocking = isFinal(job) ? undefined : job.needs.find((need) => blocks(need, endings.get(need.job)));
  const decidable = !blocking || !readsOutputs(job.when);
  if (decidable && !evaluate(job.when, facts)) return { kind: "condition" };
  return blocking && { kind: "need", job: blocking.job };
}

function blocks(need: Need, ending: Ending | undefined): boolean {
  switch (ending?.status) {
    case "succeeded":
      return false;
    case "failed":
      return need.gate || !ending.allowed;
    case "skipped":
      return need.gate || ending.reason.kind !== "condition";
    default:
      return true;
  }
}
