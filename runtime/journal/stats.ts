import type { PastRun } from "./history.ts";

/** How a job has gone in earlier runs. */
export interface JobStats {
  readonly job: string;
  /** Times that it ran to its end; a result that was restored does not count. */
  readonly runs: number;
  readonly failed: number;
  /** Milliseconds of those that succeeded, or of all where none did. */
  readonly median: number;
  readonly slowest: number;
  /** It failed and succeeded although neither it nor the sources differed: runs that show it, an example of each. */
  readonly flaky?: { readonly failed: string; readonly succeeded: string };
}

/** How the jobs of a pipeline have gone, by name, the slowest first. */
export function statsOf(runs: readonly PastRun[]): readonly JobStats[] {
  const jobs = new Map<string, Ended[]>();
  for (const { start, ended } of runs) {
    for (const [job, { result, duration, definition, origin }] of ended) {
      if (origin || (result.status !== "succeeded" && result.status !== "failed")) continue;
      if (result.status === "succeeded" && result.cached) continue;
      const succeeded = result.status === "succeeded";
      const one = { run: start.run, succeeded, duration, same: `${definition} ${start.tree}` };
      jobs.set(job, [...(jobs.get(job) ?? []), one]);
    }
  }
  return [...jobs].map(([job, all]) => ofJob(job, all)).sort((a, b) => b.median - a.median);
}

interface Ended {
  readonly run: string;
  readonly succeeded: boolean;
  readonly duration: number;
  /** What it is, and on which sources. */
  readonly same: string;
}

function ofJob(job: string, all: readonly Ended[]): JobStats {
  const good = all.filter(({ succeeded }) => succeeded);
  const durations = (good.length > 0 ? good : all).map(({ duration }) => duration).sort((a, b) => a - b);
  const failed = all.filter(({ succeeded }) => !succeeded);
  const pair = failed.flatMap((one) => {
    const other = good.find(({ same }) => same === one.same);
    return other ? [{ failed: one.run, succeeded: other.run }] : [];
  })[0];
  return {
    ...{ job, runs: all.length, failed: failed.length },
    median: durations[Math.floor((durations.length - 1) / 2)]!,
    slowest: durations.at(-1)!,
    ...(pair && { flaky: pair }),
  };
}
