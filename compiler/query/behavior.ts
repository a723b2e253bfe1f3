import { ALWAYS, and, type Expr, exprKey, NEVER, not, or, simplify } from "../expr/index.ts";
import { readsOutputs } from "../expr/outputs.ts";
import { isFinal } from "../graph/final.ts";
import type { Job, Need, StageGraph, Step } from "../graph/model/index.ts";
import { inOrder } from "../graph/order.ts";
import { prover } from "../graph/proving.ts";
import { withOutputs } from "./outputs.ts";
import { startCondition } from "./start.ts";

/** When the parts of a graph run, as conditions over every run that starts it. */
export interface Behavior {
  /** The runs that start the pipeline. */
  readonly starts: Expr;
  /** In the graph's order. */
  readonly jobs: readonly JobBehavior[];
  readonly byId: ReadonlyMap<string, JobBehavior>;
}

/** When a job runs, in a run in which nothing fails and each manual job is approved. */
export interface JobBehavior {
  readonly job: Job;
  /** It runs, given that the pipeline has started. */
  readonly runs: Expr;
  /** It is skipped by its own condition, which does not skip the jobs that need it. */
  readonly skipsItself: Expr;
  /** Its steps with their conditions; {@link ALWAYS}: whenever the job runs. */
  readonly steps: readonly StepBehavior[];
}

export interface StepBehavior {
  readonly step: Step;
  readonly when: Expr;
}

const known = new WeakMap<StageGraph, Behavior>();

/**
 * When each job and step of a graph runs: the rule of {@link Need}, over all runs at once. `skipReason` of the scheduler
 * applies the same rule to one run, and a property test holds the two together.
 *
 * @example
 * ```ts
 * const { byId } = behaviorOf(graph);
 * describe(byId.get("production")!.runs); // 'run.branch === "main" && run.event === "push"'
 * ```
 */
export function behaviorOf(graph: StageGraph): Behavior {
  let behavior = known.get(graph);
  if (!behavior) {
    behavior = compute(graph);
    known.set(graph, behavior);
  }
  return behavior;
}

function compute(graph: StageGraph): Behavior {
  const byId = new Map<string, JobBehavior>();
  const prove = prover();
  for (const job of inOrder(graph.jobs)) {
    const own = simplify(ofAbsentOutputs(job, byId));
    const demands = new Map((isFinal(job) ? [] : job.needs).map((need) => demand(need, byId)).map(keyed));
    const further = [...demands.values()].filter((one) => !prove(own, one));
    const met = and(...further);
    byId.set(job.id, {
      job,
      runs: further.length === 0 ? own : simplify(and(own, met)),
      skipsItself: simplify(readsOutputs(job.when) ? and(not(own), and(...demands.values())) : not(own)),
      steps: job.kind === "script" ? job.steps.map((step) => ({ step, when: simplify(step.when ?? ALWAYS) })) : [],
    });
  }
  return { starts: simplify(startCondition(graph)), jobs: graph.jobs.map(({ id }) => byId.get(id)!), byId };
}

const keyed = (expr: Expr) => [exprKey(expr), expr] as const;

/** What a need asks of the run. */
function demand(need: Need, byId: ReadonlyMap<string, JobBehavior>): Expr {
  const needed = byId.get(need.job);
  if (!needed) return ALWAYS;
  if (need.gate) return needed.runs;
  if (exprKey(not(needed.runs)) === exprKey(needed.skipsItself)) return ALWAYS;
  return or(needed.runs, needed.skipsItself);
}

/** A final job waits for jobs that may not run: their outputs are unset then. A gate's outputs are there. */
function ofAbsentOutputs(job: Job, byId: ReadonlyMap<string, JobBehavior>): Expr {
  const gates = new Set(job.needs.flatMap((need) => (need.gate ? [need.job] : [])));
  return withOutputs(job.when, (id) => (gates.has(id) ? ALWAYS : (byId.get(id)?.runs ?? NEVER)));
}
