import type { JobEnded } from "./entry.ts";
import { isLiving, type PastRun } from "./history.ts";

/** A run in a few words. */
export interface RunSummary {
  readonly run: string;
  /** When it began; milliseconds since the epoch. */
  readonly time: number;
  readonly pipeline: string;
  /** What it was a run of: `push main`. */
  readonly of: string;
  readonly commit: string;
  /** `broken-off`: its process is gone, and it has not come to its end. */
  readonly status: "succeeded" | "failed" | "cancelled" | "running" | "broken-off";
  /** Milliseconds; absent: it has not come to its end. */
  readonly duration?: number;
  /** How many jobs have ended how; only what there is. */
  readonly counts: Readonly<Partial<Record<JobEnded["result"]["status"] | "cached", number>>>;
}

export function summaryOf(run: PastRun): RunSummary {
  const { start, over, ended } = run;
  const { facts } = start.asked;
  const counts: Partial<Record<JobEnded["result"]["status"] | "cached", number>> = {};
  for (const { result } of ended.values()) {
    const name = result.status === "succeeded" && result.cached ? "cached" : result.status;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return {
    ...{ run: start.run, time: start.time, pipeline: start.pipeline, commit: facts.sha },
    of: [facts.event, facts.tag ?? facts.branch ?? ""].join(" ").trim(),
    status: over?.outcome ?? (isLiving(run) ? "running" : "broken-off"),
    ...(over && { duration: over.time - start.time }),
    counts,
  };
}
