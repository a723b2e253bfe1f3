import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { isFinal } from "../final.ts";
import type { Job, StageGraph } from "../model/index.ts";
import { valuesOf } from "../walk.ts";

/** What a job that runs however others end cannot ask for, and what only it can. */
export function checkFinal(graph: StageGraph): readonly Diagnostic[] {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const waiting = new Set<string>();
  for (const job of graph.jobs) {
    if (job.manual || job.needs.some((need) => waiting.has(need.job))) waiting.add(job.id);
  }
  return graph.jobs.flatMap((job) => [...(isFinal(job) ? ownProblems(job, jobs, waiting) : others(job, jobs))]);
}

function ownProblems(job: Job, jobs: ReadonlyMap<string, Job>, waiting: ReadonlySet<string>): readonly Diagnostic[] {
  const problems = job.needs.flatMap((need): readonly Diagnostic[] => {
    const other = jobs.get(need.job);
    if (!other) return [];
    const values = { job: job.id, other: other.id };
    const at = { at: job.location, related: [{ message: `${other.id} is declared here`, at: other.location }] };
    if (isFinal(other)) return [diagnostic("WB2134", values, at)];
    if (need.gate) return [diagnostic("WB2135", values, at)];
    return waiting.has(other.id) && !job.manual ? [diagnostic("WB2136", values, at)] : [];
  });
  return job.manual ? [...problems, diagnostic("WB2138", { job: job.id }, { at: job.location })] : problems;
}

function others(job: Job, jobs: ReadonlyMap<string, Job>): readonly Diagnostic[] {
  const at = { at: job.location };
  const needed = job.needs.flatMap((need) => {
    const other = jobs.get(need.job);
    return other && isFinal(other) ? [diagnostic("WB2134", { job: job.id, other: other.id }, at)] : [];
  });
  const asks = valuesOf(job).some((value) => value.kind === "run" && value.name === "status");
  return asks ? [...needed, diagnostic("WB2137", { job: job.id }, at)] : needed;
}
