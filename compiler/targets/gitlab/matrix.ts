import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";

/**
 * The `resource_group` that keeps `maxParallel`: GitLab runs one job of a group at a time, so as many groups are made as
 * instances may run, and these are dealt out to them. The commit is part of the name, for the limit is this pipeline's own.
 */
export function lane(job: Job, graph: StageGraph): string | undefined {
  const matrix = job.kind === "script" ? graph.matrices?.find((one) => one.id === job.matrix?.id) : undefined;
  if (!matrix?.maxParallel || matrix.maxParallel >= matrix.jobs.length) return undefined;
  return `${graph.name}-${matrix.id}-$CI_COMMIT_SHA-${(matrix.jobs.indexOf(job.id) % matrix.maxParallel) + 1}`;
}

export function matrixProblems(graph: StageGraph): readonly Diagnostic[] {
  return (graph.matrices ?? [])
    .filter((matrix) => matrix.failFast)
    .map((matrix) => diagnostic("WB3031", { matrix: matrix.id }, { at: matrix.location }));
}
