import type { Origin } from "../values/origin.ts";
import type { JobEnded } from "./entry.ts";
import type { PastRun } from "./history.ts";

/** The run in which a result of an earlier run was made: that run, unless it took the result itself. */
export function originOf({ start }: PastRun, { origin }: JobEnded): Origin {
  if (origin) return origin;
  const { run, graph, tree, dirty, asked } = start;
  return { run, graph, tree, dirty, commit: asked.facts.sha };
}
