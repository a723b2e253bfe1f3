import type { ConditionFacts } from "../expr/index.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import { type Ending, skipOf } from "../graph/need-rule.ts";
import { inOrder } from "../graph/order.ts";
import { residual } from "./residual.ts";
import { startCondition } from "./start.ts";

/** What a job is taken to do when it is its turn. */
export interface AssumedResult {
  readonly result: "success" | "failure";
  /** Its outputs, by name; those not given are unset. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** What became of a job in a simulation. `waiting`: it is manual, and nobody let it run. */
export interface SimulatedJob {
  readonly result: "success" | "failure" | "skipped" | "waiting";
  /** Why it did not run; empty: it ran. */
  readonly because: string;
}

export interface Simulation {
  /** Whether a trigger starts the pipeline. Otherwise no job runs. */
  readonly starts: boolean;
  /** By id, in the graph's order. */
  readonly jobs: ReadonlyMap<string, SimulatedJob>;
  /** How the run ends: `failure` where a job failed that may not. */
  readonly result: "success" | "failure";
}

/**
 * Goes through a run by the scheduler's rule, with results that are assumed: who is skipped when a job fails.
 *
 * @param assumed - What jobs do, by id. A manual job runs only where it is named here; every other job succeeds by default.
 *
 * @example
 * ```ts
 * simulate(graph, facts, new Map([["unit", { result: "failure" }]])).jobs.get("app"); // { result: "skipped", because: "it needs unit, ..." }
 * ```
 */
export function simulate(
  graph: StageGraph,
  facts: ConditionFacts,
  assumed: ReadonlyMap<string, AssumedResult>,
): Simulation {
  const started = residual(startCondition(graph), facts);
  const starts = started.op !== "constant" || started.value;
  const endings = new Map<string, Ending>();
  const jobs = new Map<string, SimulatedJob>();
  let outputs: NonNullable<ConditionFacts["outputs"]> = facts.outputs ?? {};
  for (const job of inOrder(graph.jobs)) {
    const one = starts ? turn(job) : { result: "skipped" as const, because: "no trigger starts the pipeline" };
    jobs.set(job.id, one);
  }
  const sorted = new Map(graph.jobs.map(({ id }) => [id, jobs.get(id)!]));
  const failed = [...endings.values()].some((ending) => ending.status === "failed" && !ending.allowed);
  return { starts, jobs: sorted, result: failed ? "failure" : "success" };

  function turn(job: Job): SimulatedJob {
    const skip = skipOf(job, endings, { ...facts, outputs });
    if (skip) {
      endings.set(job.id, { status: "skipped", reason: skip });
      return { result: "skipped", because: skip.kind === "need" ? blockedBy(skip.job) : "its condition does not hold" };
    }
    const assumption = assumed.get(job.id);
    if (job.manual === true && !assumption) {
      endings.set(job.id, { status: "skipped", reason: { kind: "not-approved" } });
      return { result: "waiting", because: "it waits for a person" };
    }
    if (assumption?.result === "failure") {
      endings.set(job.id, { status: "failed", allowed: job.kind === "script" && job.allowFailure !== false });
      return { result: "failure", because: "" };
    }
    endings.set(job.id, { status: "succeeded" });
    outputs = { ...outputs, [job.id]: { ...outputs[job.id], ...assumption?.outputs } };
    return { result: "success", because: "" };
  }

  function blockedBy(id: string): string {
    const needed = jobs.get(id)?.result;
    const what = needed === "failure" ? "failed" : needed === "waiting" ? "waits for a person" : "was skipped";
    return `it needs ${id}, which ${what}`;
  }
}
