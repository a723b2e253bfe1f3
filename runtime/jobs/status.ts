import type { Job } from "../../compiler/graph/model/index.ts";
import type { JobResult } from "../events.ts";

/**
 * How the jobs went that a job needs, as a final job is told: `failed` when one failed that was not allowed to, otherwise
 * `cancelled` when one was cancelled or lost its place, else `succeeded`.
 */
export function statusOf(job: Job, results: ReadonlyMap<string, JobResult>): "succeeded" | "failed" | "cancelled" {
  const ends = job.needs.map((need) => results.get(need.job));
  if (ends.some((end) => end?.status === "failed" && !end.allowed)) return "failed";
  const cut = ends.some(
    (end) => end?.status === "cancelled" || (end?.status === "skipped" && end.reason.kind === "replaced"),
  );
  return cut ? "cancelled" : "succeeded";
}
