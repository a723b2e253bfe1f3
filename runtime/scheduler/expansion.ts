import type { Job, Matrix } from "../../compiler/graph/model/index.ts";
import type { Failure, JobResult } from "../events.ts";

/** What a job turns out to be when it is its turn: jobs, which are to end before it has ended; or why there are none. */
export type Expansion = { readonly jobs: readonly Job[]; readonly matrix: Matrix } | { readonly failure: Failure };

/** Takes the results of the jobs that one job turned out to be, and tells that one's own when the last has come. */
export function family(
  jobs: readonly Job[],
  ended: (result: JobResult) => void,
): (job: Job, result: JobResult) => void {
  let open = jobs.length;
  const failed: string[] = [];
  let cancelled = false;
  return (job, result) => {
    open -= 1;
    if (result.status === "failed" && !result.allowed) failed.push(job.id);
    if (result.status === "cancelled") cancelled = true;
    if (open > 0) return;
    if (failed.length > 0) ended({ status: "failed", failure: { kind: "instances", failed }, allowed: false });
    else ended(cancelled ? { status: "cancelled" } : { status: "succeeded", outputs: {} });
  };
}
