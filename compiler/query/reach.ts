import { and, type ConditionFacts, type Expr, isEvent, not } from "../expr/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { behaviorOf } from "./behavior.ts";
import { accessTexts } from "./difference/facets.ts";
import { eventOptions } from "./example.ts";
import { findRun } from "./search.ts";

/** Who can start a run by what they do. */
export type Starter = "a fork" | "a member" | "a schedule" | "a caller";

/** That a job holds something on runs that somebody can start, with an example. */
export interface Reach {
  /** A secret, id token, permission or environment, in words. */
  readonly what: string;
  readonly job: string;
  readonly starter: Starter;
  /** Absent: the solver gave up, and it may be so. */
  readonly example?: ConditionFacts;
  /** Options of `waybill run` that reproduce the example. */
  readonly options: readonly string[];
}

const FORK: Expr = { op: "flag", name: "fork" };

/** The runs that each can start. A push and a run by hand take the right to write to the repository. */
const STARTERS: readonly { readonly starter: Starter; readonly runs: readonly Expr[] }[] = [
  { starter: "a fork", runs: [FORK] },
  {
    starter: "a member",
    runs: [isEvent("push"), and(isEvent("pullRequest"), not(FORK)), isEvent("manual")],
  },
  { starter: "a schedule", runs: [isEvent("schedule")] },
  { starter: "a caller", runs: [isEvent("call")] },
];

/**
 * What each job holds (secrets, id tokens, permissions, environments), by who can start a run in which it holds that. What is
 * not listed is proved impossible, over all events.
 *
 * @example
 * ```ts
 * reachOf(graph).filter(({ starter }) => starter === "a fork"); // what a stranger's pull request reaches
 * ```
 */
export function reachOf(graph: StageGraph): readonly Reach[] {
  const { starts, jobs } = behaviorOf(graph);
  return jobs.flatMap(({ job, runs }) =>
    accessTexts(job).flatMap((what) =>
      STARTERS.flatMap(({ starter, runs: kinds }): readonly Reach[] => {
        const condition = and(starts, runs);
        const found = kinds.map((kind) => findRun(and(condition, kind)));
        const example = found.find((one) => one.kind === "run")?.run;
        if (!example && found.every(({ kind }) => kind === "never")) return [];
        const options = example ? eventOptions(example, [condition]) : [];
        return [{ what, job: job.id, starter, options, ...(example && { example }) }];
      }),
    ),
  );
}
