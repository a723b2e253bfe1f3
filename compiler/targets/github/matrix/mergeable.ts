import type { Job, Matrix, StageGraph } from "../../../graph/model/index.ts";
import { referencesOf } from "../../../graph/references.ts";

/**
 * Why the instances of a matrix cannot be one job for the rest of the graph; undefined: they can. GitHub reads a job's
 * condition and needs before its matrix, and gives other jobs one result and one set of outputs for all instances.
 */
export function apart(matrix: Matrix, graph: StageGraph): string | undefined {
  const ids = new Set(matrix.jobs);
  const instances = graph.jobs.filter((job) => ids.has(job.id));
  if (!same(instances.map((job) => job.when))) return "their conditions differ";
  if (!same(instances.map((job) => job.needs))) return "their needs differ";
  for (const job of graph.jobs) {
    const needed = job.needs.filter((need) => ids.has(need.job));
    if (needed.length === 0) continue;
    if (ids.has(job.id)) return "one needs another";
    if (needed.length < ids.size || !same(needed.map((need) => need.artifacts))) {
      return `job ${job.id} takes only some of the instances`;
    }
    if (referencesOf(job).some((one) => one.use === "output" && ids.has(one.job))) {
      return `job ${job.id} reads the output of one instance`;
    }
  }
  return undefined;
}

function same(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size <= 1;
}

/** The graph with each of these matrices in place of its instances, as one job of the matrix's name. */
export function joined(graph: StageGraph, matrices: readonly Matrix[]): StageGraph {
  const matrixOf = new Map(matrices.flatMap((matrix) => matrix.jobs.map((id) => [id, matrix] as const)));
  const jobs = graph.jobs.flatMap((job): readonly Job[] => {
    const matrix = matrixOf.get(job.id);
    if (matrix && matrix.jobs[0] !== job.id) return [];
    return [{ ...withJoinedNeeds(job, matrixOf), id: matrix?.id ?? job.id }];
  });
  return { ...graph, jobs };
}

export function withJoinedNeeds<J extends Job>(job: J, matrixOf: ReadonlyMap<string, Matrix>): J {
  const name = (id: string) => matrixOf.get(id)?.id ?? id;
  const needs = new Map<string, Job["needs"][number]>();
  for (const need of job.needs) {
    const known = needs.get(name(need.job));
    needs.set(name(need.job), { ...need, job: name(need.job), gate: need.gate || (known?.gate ?? false) });
  }
  return { ...job, needs: [...needs.values()] };
}
