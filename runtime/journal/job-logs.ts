import type { JobResult, RunEvent } from "../events.ts";
import type { PastRun } from "./history.ts";

/** What one job of a run has written. */
export interface JobLog {
  readonly job: string;
  /** `unended`: it was running when the run broke off, or is running now. */
  readonly status: JobResult["status"] | "unended";
  /** How it ended, in a few words. */
  readonly ending: string;
  /** `$ name` where a step begins, and what it wrote. */
  readonly lines: readonly string[];
}

/** The logs of the jobs that have started, in the order in which they did; of attempts, all. */
export async function jobLogs(events: AsyncIterable<RunEvent>): Promise<readonly JobLog[]> {
  const logs = new Map<string, { status: JobLog["status"]; ending: string; lines: string[] }>();
  const of = (job: string) => {
    const found = logs.get(job) ?? { status: "unended", ending: "did not end", lines: [] };
    logs.set(job, found);
    return found;
  };
  for await (const event of events) {
    if (event.type === "job-started") {
      const log = of(event.job);
      if (event.attempt > 1) log.lines.push(`(attempt ${event.attempt})`);
    } else if (event.type === "step-started") of(event.job).lines.push(`$ ${event.name}`);
    else if (event.type === "log") of(event.job).lines.push(event.line);
    else if (event.type === "job-finished" && (logs.has(event.job) || event.result.status === "failed")) {
      const cached = event.result.status === "succeeded" && event.result.cached;
      Object.assign(of(event.job), {
        status: event.result.status,
        ending: cached ? `taken from run ${cached.run}` : event.result.status,
      });
    }
  }
  return [...logs].map(([job, log]) => ({ job, ...log }));
}

/** The names of the jobs of a run, of those too that a dynamic matrix has turned out to be. */
export async function knownJobs(events: AsyncIterable<RunEvent>, run: PastRun): Promise<readonly string[]> {
  const names = new Set<string>(run.ended.keys());
  for await (const event of events) {
    if (event.type === "run-started") for (const { id } of event.jobs) names.add(id);
    if (event.type === "job-expanded") for (const { id } of event.into) names.add(id);
  }
  return [...names];
}
