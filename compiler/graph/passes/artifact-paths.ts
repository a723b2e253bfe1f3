import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { and } from "../../expr/index.ts";
import { satisfiable } from "../../expr/decide.ts";
import type { Job, StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";

/**
 * Files of the same path that a job downloads from two others. Instances of one matrix often fill one folder with files of
 * different names, so of them only a path that names a single file counts.
 */
export function checkArtifactPaths(graph: StageGraph): readonly Diagnostic[] {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const present = presence(graph);
  const together = (first: string, second: string) => {
    const [one, other] = [present.get(first), present.get(second)];
    return !one || !other || satisfiable(and(one, other));
  };
  const matrixOf = new Map((graph.matrices ?? []).flatMap((matrix) => matrix.jobs.map((id) => [id, matrix.id])));
  const mayFill = (path: string, first: string, second: string) =>
    matrixOf.has(first) && matrixOf.get(first) === matrixOf.get(second) && !isFile(path);
  return graph.jobs.flatMap((job) => {
    const keeper = new Map<string, string>();
    return job.needs.flatMap((need) => {
      if (!need.artifacts) return [];
      const found = pathsOf(jobs.get(need.job)).flatMap((path) => {
        const first = keeper.get(path);
        if (first !== undefined && mayFill(path, first, need.job)) return [];
        if (first !== undefined && together(first, need.job)) return [{ path, first }];
        keeper.set(path, need.job);
        return [];
      });
      // Once for each pair of jobs.
      return found.slice(0, 1).map(({ path, first }) => {
        const values = { job: job.id, path, first, second: need.job };
        const related = [first, need.job].map((id) => ({ message: `${id} keeps it`, at: jobs.get(id)!.location }));
        return diagnostic("WB2161", values, { at: job.location, related });
      });
    });
  });
}

/** Whether a path names one file, as far as its name shows. */
const isFile = (path: string): boolean => /[^/*?[{]\.[A-Za-z0-9]+$/.test(path) && !/[*?[{]/.test(path);

/** What it keeps, each path in one spelling. */
function pathsOf(job: Job | undefined): readonly string[] {
  if (job?.kind !== "script") return [];
  return (job.artifacts?.paths ?? []).map((path) => path.replace(/^(?:\.\/)+/, "").replace(/\/+(?:\*\*)?$/, ""));
}
