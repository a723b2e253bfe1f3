import { readsOutputs } from "../expr/outputs.ts";
import { ALWAYS, and, type Expr, exprKey, not, or, simplify } from "../expr/index.ts";
import { isFinal } from "./final.ts";
import type { Job, StageGraph } from "./model/index.ts";
import { inOrder } from "./order.ts";
import { prover } from "./proving.ts";

const known = new WeakMap<StageGraph, ReadonlyMap<string, Expr>>();

/**
 * When each job is part of a run, by conditions alone: its own condition holds, each gate is part of the run, and each other
 * need is part of it or was skipped by its own condition. A final job asks nothing of its needs. GitLab's `rules` must say this, since GitLab refuses a pipeline in
 * which a need is absent.
 */
export function presence(graph: StageGraph): ReadonlyMap<string, Expr> {
  let result = known.get(graph);
  if (!result) {
    result = compute(graph);
    known.set(graph, result);
  }
  return result;
}

function compute(graph: StageGraph): ReadonlyMap<string, Expr> {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const present = new Map<string, Expr>();
  const asked = new Map<string, readonly Expr[]>();
  const prove = prover();
  for (const job of inOrder(graph.jobs)) {
    const own = simplify(job.when);
    const conditions = new Map(demands(job, { jobs, present, asked }).map((one) => [exprKey(one), one]));
    asked.set(job.id, [...conditions.values()]);
    const further = [...conditions.values()].filter((one) => !prove(own, one));
    present.set(job.id, further.length === 0 ? own : simplify(and(own, ...further)));
  }
  return present;
}

interface Earlier {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly present: ReadonlyMap<string, Expr>;
  /** What the needs of each ask of the run. */
  readonly asked: ReadonlyMap<string, readonly Expr[]>;
}

/** What a job's needs ask of the run. */
function demands(job: Job, { jobs, present, asked }: Earlier): readonly Expr[] {
  if (isFinal(job)) return [];
  return job.needs.map((need) => {
    const presentNeed = present.get(need.job) ?? ALWAYS;
    if (need.gate) return presentNeed;
    const own = simplify(jobs.get(need.job)?.when ?? ALWAYS);
    if (exprKey(own) === exprKey(presentNeed)) return ALWAYS;
    // A condition on outputs is asked only when the needs of its job are met; then the job runs, or skips itself.
    if (readsOutputs(own)) return and(...(asked.get(need.job) ?? []));
    return or(presentNeed, not(own));
  });
}
