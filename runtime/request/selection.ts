import { didYouMean } from "../../compiler/diagnostics/did-you-mean.ts";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";

/** What has a name of its own and is several jobs: matrices, and pipelines that are called. */
function groupsOf(graph: StageGraph) {
  return [...(graph.matrices ?? []), ...(graph.calls ?? [])];
}

/** The ids of the jobs that names stand for: a matrix and a call for all of theirs, any other for itself. */
export function jobsNamed(graph: StageGraph, names: readonly string[]): readonly string[] {
  const groups = new Map(groupsOf(graph).map(({ id, jobs }) => [id, jobs]));
  return [...new Set(names.flatMap((name) => groups.get(name) ?? [name]))];
}

/** The names of what a job is one of. */
export function groupNames(graph: StageGraph, job: Job): readonly string[] {
  return groupsOf(graph).flatMap(({ id, jobs }) => (jobs.includes(job.id) ? [id] : []));
}

/** A complaint for each name that no job of the graph has. */
export function unknownJobs(graph: StageGraph, names: readonly string[]): readonly Diagnostic[] {
  const known = new Set(graph.jobs.map((job) => job.id));
  return names.flatMap((name) => {
    if (known.has(name)) return [];
    const meant = didYouMean(name, [...known, ...groupsOf(graph).map(({ id }) => id)]);
    return [diagnostic("WB4010", { name, meant, jobs: [...known].join(", ") })];
  });
}
