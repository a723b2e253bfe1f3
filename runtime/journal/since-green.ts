import type { Store } from "../store/store.ts";
import { type Change, changesBetween } from "./changes.ts";
import type { PastRun } from "./history.ts";

/** What is different from the last run in which a job succeeded. */
export interface SinceGreen {
  readonly job: string;
  readonly run: string;
  /** When that run began; milliseconds since the epoch. */
  readonly time: number;
  /** The commit of that run; absent: it is the same. */
  readonly commit?: string;
  /** What decides its result and has changed; undefined: not known, for the job names no inputs. */
  readonly changes?: readonly Change[];
}

/** Compares a job that failed in a run with the last run in which it succeeded; undefined: it has not succeeded here. */
export async function changesSinceGreen(
  job: string,
  [now, ...earlier]: readonly PastRun[],
  store: Store | undefined,
): Promise<SinceGreen | undefined> {
  const green = earlier.find(({ ended }) => ended.get(job)?.result.status === "succeeded");
  if (!now || !green) return undefined;
  const [was, is] = [green.ended.get(job)?.note, now.ended.get(job)?.note];
  const { run, time, asked } = green.start;
  const changes = was?.fingerprint && is?.fingerprint ? await changesBetween(was, is, store) : undefined;
  const commit = asked.facts.sha === now.start.asked.facts.sha ? {} : { commit: asked.facts.sha };
  return { job, run, time, ...commit, ...(changes && { changes }) };
}
