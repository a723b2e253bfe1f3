import type { ImportedJob } from "../model.ts";
import { impliedNeeds } from "./references.ts";

/** Jobs so that each comes after those it refers to, otherwise in the order of the file. A cycle is left as it is. */
export function ordered(jobs: readonly ImportedJob[]): readonly ImportedJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const done: ImportedJob[] = [];
  const seen = new Set<string>();
  const visit = (job: ImportedJob): void => {
    if (seen.has(job.id)) return;
    seen.add(job.id);
    for (const need of comesAfter(job)) {
      const other = byId.get(need);
      if (other) visit(other);
    }
    done.push(job);
  };
  for (const job of jobs) visit(job);
  return done;
}

/** All jobs that a job comes after, said or implied. */
export const comesAfter = (job: ImportedJob): readonly string[] => [...new Set([...job.needs, ...impliedNeeds(job)])];

/** Needs that have to be said: not those that a reference implies. A job with a stage and no needs would need all earlier jobs. */
export function saidNeeds(job: ImportedJob): readonly string[] {
  if (job.options.stage !== undefined) return job.needs;
  const implied = impliedNeeds(job);
  return job.needs.filter((need) => !implied.has(need));
}

/** Jobs that no other comes after: with them, all are part of the pipeline. */
export function lastJobs(jobs: readonly ImportedJob[]): readonly ImportedJob[] {
  const needed = new Set(jobs.flatMap(comesAfter));
  return jobs.filter((job) => !needed.has(job.id));
}
