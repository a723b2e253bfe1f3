import type { Job, StageGraph } from "../../graph/model/index.ts";

/**
 * Whether GitLab's own order by stages says exactly what a job needs: every job of an earlier stage, its artifacts included,
 * and none by a gate, which a stage cannot say.
 */
export function isStaged(job: Job, graph: StageGraph): boolean {
  const level = graph.stages.indexOf(job.stage);
  const earlier = graph.jobs.filter(({ stage }) => graph.stages.indexOf(stage) < level);
  const needs = new Map(job.needs.map((need) => [need.job, need]));
  return (
    job.needs.length === earlier.length &&
    earlier.every((other) => {
      const need = needs.get(other.id);
      const keeps = other.kind === "script" && other.artifacts !== undefined;
      return need !== undefined && !need.gate && need.artifacts === keeps;
    })
  );
}
