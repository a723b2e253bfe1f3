import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { nearest } from "./nearest.ts";

/** A complaint for each name that no job of the graph has. */
export function unknownJobs(graph: StageGraph, names: readonly string[]): readonly Diagnostic[] {
  const known = [...new Set(graph.jobs.map((job) => job.id))];
  return names.flatMap((name) => {
    if (known.includes(name)) return [];
    const near = nearest(name, known);
    const meant = near === undefined ? "" : `did you mean ${near}? If not, `;
    return [diagnostic("WB4010", { name, meant, jobs: known.join(", ") })];
  });
}
