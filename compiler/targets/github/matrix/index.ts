import { LIMITS } from "../provider.ts";
import { type Diagnostic, diagnostic } from "../../../diagnostics/index.ts";
import type { Job, Matrix, MatrixRow, StageGraph } from "../../../graph/model/index.ts";
import type { YamlMap } from "../../yaml.ts";
import { apart, joined, withJoinedNeeds } from "./mergeable.ts";
import { artifactPrefix } from "./dynamic.ts";
import { strategy } from "./strategy.ts";
import { type Unified, unify } from "./template-diff.ts";

/** How a job is emitted; `graph` is what its needs are looked up in. */
export type EmitJob = (job: Job, graph: StageGraph) => YamlMap;

export interface Matrices {
  /** The graph that is emitted: each matrix that is one job on GitHub stands in it as that. */
  readonly graph: StageGraph;
  /** Matrices that are one job. */
  readonly joined: readonly Matrix[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Which matrices become a `strategy.matrix`: those whose instances differ by nothing but values. The others are jobs. */
export function matricesOf(graph: StageGraph, emit: EmitJob): Matrices {
  const found = (graph.matrices ?? []).map((matrix) => ({ matrix, reason: reasonApart(matrix, graph, emit) }));
  const one = found.flatMap(({ matrix, reason }) => (reason === undefined ? [matrix] : []));
  const diagnostics = found.flatMap(({ matrix, reason }) => (reason === undefined ? [] : lost(matrix, reason)));
  return { graph: joined(graph, one), joined: one, diagnostics };
}

function reasonApart(matrix: Matrix, graph: StageGraph, emit: EmitJob): string | undefined {
  const reason = apart(matrix, graph);
  if (reason !== undefined) return reason;
  if (matrix.jobs.length > LIMITS.matrixJobs)
    return `it has ${matrix.jobs.length} instances, and ${LIMITS.matrixJobs} are the most`;
  const instances = instancesOf(matrix, graph);
  const unified = unify(
    instances.map((job) => emit(job, graph)),
    rowsOf(instances),
  );
  return "differ" in unified ? `the instances differ in ${unified.differ}` : undefined;
}

function lost(matrix: Matrix, reason: string): readonly Diagnostic[] {
  const settings = [...(matrix.failFast ? ["failFast"] : []), ...(matrix.maxParallel ? ["maxParallel"] : [])];
  return settings.map((setting) =>
    diagnostic("WB3030", { setting, matrix: matrix.id, reason }, { at: matrix.location }),
  );
}

/** The job that is a whole matrix. */
export function matrixJob(matrix: Matrix, whole: StageGraph, { graph, joined }: Matrices, emit: EmitJob): YamlMap {
  const matrixOf = new Map(joined.flatMap((one) => one.jobs.map((id) => [id, one] as const)));
  const instances = instancesOf(matrix, whole);
  const jobs = instances.map((job) => emit(withJoinedNeeds(job, matrixOf), graph));
  const rows = rowsOf(instances);
  const { job, columns } = unify(jobs, rows) as Unified;
  return { ...job, strategy: strategy(matrix, rows, columns) };
}

const instancesOf = (matrix: Matrix, graph: StageGraph) =>
  matrix.jobs.map((id) => graph.jobs.find((job) => job.id === id)!);

const rowsOf = (jobs: readonly Job[]): readonly MatrixRow[] =>
  jobs.map((job) => (job.kind === "script" ? (job.matrix?.values ?? {}) : {}));

/** Names under which the artifacts of a need are kept: a matrix has one for each instance. */
export function artifactNames(need: string, graph: StageGraph): readonly string[] {
  const jobs = graph.matrices?.find((matrix) => matrix.id === need)?.jobs ?? [need];
  return jobs.map((job) => `${artifactPrefix(graph)}${job}`);
}
