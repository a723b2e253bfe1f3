import { and, equal, not } from "../expr/index.ts";
import type { Job, StageGraph } from "./model/index.ts";

/** The name by which the elements of a list of texts are known. */
export const ONLY_KEY = "value";

/** The graph with what is implied by dynamic matrices written down: that there is a list, and that it is not empty. */
export function withLists(graph: StageGraph): StageGraph {
  return { ...graph, jobs: graph.jobs.map(withList) };
}

function withList(job: Job): Job {
  if (job.kind !== "script" || !job.dynamic) return job;
  const { from } = job.dynamic;
  return { ...job, when: and(job.when, not(equal({ kind: "output", ...from }, "[]"))) };
}
