import type { Location } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import type { ImportedPipeline } from "./model.ts";

/**
 * A graph whose places are those of its jobs in the file that was read.
 *
 * @param names - The name that each job has in the graph, by its key in the file.
 */
export function placedInSource(
  graph: StageGraph,
  pipeline: ImportedPipeline,
  names: ReadonlyMap<string, string>,
): StageGraph {
  const start = { file: pipeline.source, line: 1, column: 1 };
  const places = new Map(pipeline.jobs.map(({ id, at }) => [names.get(id), at]));
  // Instances of a matrix have names that begin with the job's.
  const placeOf = (id: string) =>
    places.get(id) ?? [...places].find(([name]) => name !== undefined && id.startsWith(`${name}-`))?.[1] ?? start;
  const { jobs, ...rest } = graph;
  return {
    ...(withPlace(rest, start) as typeof rest),
    source: pipeline.source,
    jobs: jobs.map((job) => withPlace(job, placeOf(job.id)) as typeof job),
  };
}

function withPlace(value: unknown, place: Location): unknown {
  if (Array.isArray(value)) return value.map((one) => withPlace(one, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === "location" || key === "conditionLocation" ? place : withPlace(one, place),
    ]),
  );
}
