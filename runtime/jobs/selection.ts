import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";

/** A complaint for each name that no job of the graph has. */
export function unknownJobs(graph: StageGraph, names: readonly string[]): readonly Diagnostic[] {
  const known = new Set(graph.jobs.map((job) => job.id));
  const jobs = [...known].join(", ");
  return names.filter((name) => !known.has(name)).map((name) => diagnostic("WB4010", { name, jobs }));
}
