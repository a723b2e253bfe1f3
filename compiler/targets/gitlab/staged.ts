import type { Job, StageGraph } from "../../graph/model/index.ts";
import { titleOf } from "../../graph/control.ts";

/** What says that the stages order a job: nothing, or the jobs of earlier stages whose artifacts it takes. */
export interface StagedKeys {
  readonly dependencies: readonly string[] | undefined;
}

/**
 * The keys of a job whose needs GitLab's own order by stages says exactly: every job of an earlier stage, and none by a gate,
 * which a stage cannot say. Undefined where it does not.
 */
export function stagedKeys(job: Job, graph: StageGraph): StagedKeys | undefined {
  if (!job.staged) return undefined;
  const level = graph.stages.indexOf(job.stage);
  const earlier = graph.jobs.filter((other) => !inheritsStage(other) && graph.stages.indexOf(other.stage) < level);
  const needs = new Map(job.needs.map((need) => [need.job, need]));
  const isExact =
    job.needs.length === earlier.length && earlier.every(({ id }) => needs.has(id) && !needs.get(id)!.gate);
  if (!isExact) return undefined;
  if (job.downloadsAll || !earlier.some(keepsFiles)) return { dependencies: undefined };
  return { dependencies: earlier.filter(({ id }) => needs.get(id)!.artifacts).map(titleOf) };
}

/** Whether what a job of the author's own extends may name its stage, as neither the author nor the order of jobs does. */
export const inheritsStage = (job: Job): boolean =>
  job.kind === "native" && job.native.gitlab?.extends !== undefined && !job.staged && job.needs.length === 0;

/** Without `dependencies`, GitLab gives a job the artifacts of all earlier stages (docs: ci/yaml, `dependencies`). */
function keepsFiles(job: Job): boolean {
  if (job.native?.gitlab?.artifacts !== undefined) return true;
  return (
    (job.kind === "build" && job.push !== false) ||
    (job.kind === "script" && (job.artifacts !== undefined || job.outputs.length > 0))
  );
}
