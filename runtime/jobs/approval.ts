import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { groupNames } from "./selection.ts";

const namesOf = (job: Job, graph: StageGraph): readonly string[] => [
  job.id,
  ...(job.environment ? [job.environment.name] : []),
  ...groupNames(graph, job),
];

/** The manual jobs that a person lets run, each by its name, its environment's, or that of its matrix or call. */
export function approvedJobs(graph: StageGraph, names: readonly string[]): ReadonlySet<string> {
  const approved = graph.jobs.filter((job) => job.manual && namesOf(job, graph).some((name) => names.includes(name)));
  return new Set(approved.map((job) => job.id));
}

/** A complaint for each name that no manual job has. */
export function unknownApprovals(graph: StageGraph, names: readonly string[]): readonly Diagnostic[] {
  const known = new Set(graph.jobs.flatMap((job) => (job.manual ? namesOf(job, graph) : [])));
  const choices = known.size > 0 ? `choose one of: ${[...known].join(", ")}` : "leave --approve out: no job is manual";
  return names.filter((name) => !known.has(name)).map((name) => diagnostic("WB4018", { name, choices }));
}
