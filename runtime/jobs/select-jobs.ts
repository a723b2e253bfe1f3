import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { graphWith, needsOf, type Plan } from "../journal/plan.ts";
import { runningFrom } from "../journal/start-from.ts";
import type { RunOptions } from "../options.ts";
import { approvedJobs } from "../request/approval.ts";
import { possibleJobs, withNeeds } from "../scheduler/index.ts";

/** Which jobs of a graph a run is about. */
export interface Chosen {
  readonly graph: StageGraph;
  /** As the scheduler gets them: see {@link graphWith}. */
  readonly scheduled: readonly Job[];
  /** Undefined: all. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly approved: ReadonlySet<string>;
  /** Those that may run, and are not taken from an earlier run. */
  readonly jobs: readonly Job[];
}

export function chosenJobs(graph: StageGraph, options: RunOptions, plan: Plan | undefined): Chosen {
  const { from = [], jobs = [], facts } = options;
  const taken = plan?.taken ?? new Map();
  const planned = graphWith(graph, taken);
  const selected = () => {
    if (from.length === 0) return jobs.length > 0 ? withNeeds(graph, jobs) : undefined;
    const running = runningFrom({ graph, from, jobs });
    return new Set([...running, ...needsOf(graph, running)]);
  };
  const chosen = { selected: selected(), approved: approvedJobs(graph, options) };
  const possible = possibleJobs(planned, facts, chosen);
  return {
    ...{ graph, scheduled: planned.jobs, ...chosen },
    jobs: graph.jobs.filter(({ id }) => possible.has(id) && !taken.has(id)),
  };
}
