import { blame, type ConditionFacts, describe, type Expr, NEVER } from "../../expr/index.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { atomsIn, conditionsOf } from "../../graph/references.ts";
import { type Access, accessOf, imageText, shipment } from "../access.ts";
import { type Behavior, behaviorOf, type JobBehavior } from "../behavior.ts";
import { residual } from "../residual.ts";

/** What a pipeline does on one event, in which nothing fails. */
export interface EventPlan {
  readonly pipeline: string;
  readonly facts: ConditionFacts;
  /** Whether a trigger starts the pipeline. Otherwise a provider runs nothing of it. */
  readonly starts: boolean;
  /** Whether any condition, of a trigger, job or step, asks which files have changed. */
  readonly asksForFiles: boolean;
  /** In the graph's order. */
  readonly jobs: readonly JobPlan[];
}

/** What becomes of a job or step, and the condition on outputs that decides where they do. */
export type PlanVerdict =
  | { readonly kind: "runs" }
  | { readonly kind: "skipped" }
  | { readonly kind: "depends"; readonly when: Expr };

export interface JobPlan {
  readonly job: Job;
  readonly verdict: PlanVerdict;
  /** Why it runs or does not, a sentence each. */
  readonly because: readonly string[];
  /** It waits until a person lets it run. */
  readonly waits: boolean;
  /** Of script jobs: each step. */
  readonly steps: readonly StepPlan[];
  readonly access: Access;
  /** What it runs in; absent: it has none of its own. */
  readonly image?: string;
  /** What it ships where. */
  readonly ships?: string;
}

export interface StepPlan {
  readonly name: string;
  readonly verdict: PlanVerdict;
  readonly because: readonly string[];
}

/**
 * What a pipeline does on one event: each job with why it runs or does not, and what it is given. Nothing is assumed of
 * outputs that the facts do not hold.
 *
 * @example
 * ```ts
 * planEvent(graph, { event: "push", branch: "main", sha, actor, vars: {}, changedFiles: [] }).jobs;
 * ```
 */
export function planEvent(graph: StageGraph, facts: ConditionFacts): EventPlan {
  const behavior = behaviorOf(graph);
  return {
    ...{ pipeline: graph.name, facts },
    asksForFiles: [behavior.starts, ...graph.jobs.flatMap(conditionsOf)].flatMap(atomsIn).some(isChanged),
    starts: residual(behavior.starts, facts) !== NEVER,
    jobs: behavior.jobs.map((one) => jobPlan(one, behavior, facts)),
  };
}

const isChanged = ({ op }: { readonly op: string }): boolean => op === "changed";

function jobPlan(behavior: JobBehavior, all: Behavior, facts: ConditionFacts): JobPlan {
  const { job } = behavior;
  const verdict = verdictOf(residual(behavior.runs, facts));
  return {
    ...{ job, verdict, because: reasons(behavior, all, facts) },
    waits: job.manual === true && verdict.kind !== "skipped",
    steps: behavior.steps.map(({ step, when }) => {
      const ofStep = verdictOf(residual(when, facts));
      const because = ofStep.kind === "skipped" ? blame(when, facts) : [];
      return { name: step.name, verdict: ofStep, because };
    }),
    access: accessOf(job),
    ...(job.kind === "script" && { image: imageText(job.image) }),
    ...(job.kind === "deploy" && { ships: shipment(job) }),
  };
}

function verdictOf(left: Expr): PlanVerdict {
  if (left.op !== "constant") return { kind: "depends", when: left };
  return left.value ? { kind: "runs" } : { kind: "skipped" };
}

function reasons(
  { job, runs, skipsItself }: JobBehavior,
  { byId }: Behavior,
  facts: ConditionFacts,
): readonly string[] {
  const left = residual(runs, facts);
  if (left.op === "constant" && left.value) return [whyItRuns(job)];
  if (left.op !== "constant") return [`it runs when ${describe(left)}`];
  const own = residual(skipsItself, facts);
  if (own.op === "constant" && own.value) return blame(job.when, facts);
  const missing = job.needs.filter((need) => {
    const needed = byId.get(need.job);
    if (!needed || isFinal(job)) return false;
    const skips = need.gate ? NEVER : needed.skipsItself;
    return isNever(residual(needed.runs, facts)) && isNever(residual(skips, facts));
  });
  if (missing.length > 0) return missing.map((need) => `it needs ${need.job}, which does not run`);
  return blame(job.when, facts);
}

const isNever = (left: Expr): boolean => left.op === "constant" && !left.value;

function whyItRuns({ when, needs }: Job): string {
  const after = needs.length > 0 ? `after ${needs.map((need) => need.job).join(", ")}` : "";
  if (when.op === "constant" && when.value) return after || "it has no condition and needs nothing";
  return `${describe(when)} holds${after && `, ${after}`}`;
}
