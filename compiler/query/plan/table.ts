import { and, type Expr } from "../../expr/index.ts";
import type { StageGraph, Step } from "../../graph/model/index.ts";
import { behaviorOf } from "../behavior.ts";
import { eventOptions } from "../example.ts";
import { type Region, regionsOf } from "../regions/regions.ts";
import { findRun } from "../search.ts";
import { globsOf } from "../words/literal.ts";
import { describeCases } from "../words/region.ts";

/** What a pipeline does on all events. */
export interface PlanTable {
  readonly pipeline: string;
  /** Jobs that run on the same runs, with the steps of theirs that have conditions. */
  readonly columns: readonly PlanColumn[];
  /** Every run that starts the pipeline is in exactly one of them. */
  readonly regions: readonly PlanRegion[];
  /** Jobs that no run has: proved. */
  readonly never: readonly string[];
  /** Jobs each of which runs at times, and which no run has both of: proved. */
  readonly neverTogether: readonly (readonly [readonly string[], readonly string[]])[];
  /** What the solver gave up on, in words; empty: all of this is proved. */
  readonly gaveUp: readonly string[];
}

export interface PlanColumn {
  readonly jobs: readonly string[];
  readonly steps: readonly { readonly job: string; readonly step: Step; readonly when: Expr }[];
}

export interface PlanRegion extends Region {
  /** The runs in words, one phrase for each kind. */
  readonly words: readonly string[];
  /** Options of `waybill run` that reproduce the example; empty: it has none. */
  readonly options: readonly string[];
}

/**
 * The decision table of a pipeline over all events.
 *
 * @example
 * ```ts
 * planTable(graph).regions.map(({ words }) => words); // [["a push to `main`"], ["a pull request"]]
 * ```
 */
export function planTable(graph: StageGraph): PlanTable {
  const { starts, byId } = behaviorOf(graph);
  const { columns, regions } = regionsOf(graph);
  const globs = globsOf(graph);
  const searches = columns.map(({ runs }) => findRun(and(starts, runs)));
  const never = columns.flatMap(({ jobs }, at) => (searches[at]?.kind === "never" ? jobs : []));
  const unknown = columns.flatMap(({ jobs }, at) => (searches[at]?.kind === "unknown" ? jobs : []));
  const asked = [starts, ...columns.map(({ runs }) => runs)];
  return {
    pipeline: graph.name,
    columns: columns.map(({ jobs }) => ({
      jobs,
      steps: jobs.flatMap((job) => conditionalSteps(byId.get(job)?.steps ?? []).map((step) => ({ job, ...step }))),
    })),
    regions: regions.map((region) => ({
      ...region,
      words: describeCases(region.cases, globs),
      options: region.example ? eventOptions(region.example, asked) : [],
    })),
    never,
    neverTogether: disjoint(columns, regions, starts),
    gaveUp: [
      ...unknown.map((job) => `whether ${job} ever runs`),
      ...(columns.length > MOST_COMPARED ? ["which jobs never run together: there are too many to compare"] : []),
      ...regions.flatMap(({ example, cases }) =>
        example ? [] : [`whether there is ${describeCases(cases, globs).join("; ")}`],
      ),
      ...regions.flatMap(({ mayBeEmpty, cases }) =>
        mayBeEmpty ? [`whether any job runs on ${describeCases(cases, globs).join("; ")}`] : [],
      ),
    ],
  };
}

function conditionalSteps(steps: readonly { readonly step: Step; readonly when: Expr }[]) {
  return steps.filter(({ when }) => when.op !== "constant" || !when.value);
}

interface Grouped {
  readonly jobs: readonly string[];
  readonly runs: Expr;
}

type Pair = readonly [readonly string[], readonly string[]];

/** Columns whose conditions are compared pair by pair at most. */
const MOST_COMPARED = 200;

/** Pairs of columns that no run has both of, as the table shows; where it holds conditions for both, the solver decides. */
function disjoint(columns: readonly Grouped[], regions: readonly Region[], starts: Expr): readonly Pair[] {
  if (columns.length > MOST_COMPARED) return [];
  const isPossible = columns.map((_, at) => regions.some(({ cells }) => cells[at] !== "skipped"));
  const meet = (a: number, b: number): boolean => {
    const shared = regions.filter(({ cells }) => cells[a] !== "skipped" && cells[b] !== "skipped");
    if (shared.length === 0) return false;
    if (shared.some(({ cells }) => cells[a] === "runs" || cells[b] === "runs")) return true;
    return findRun(and(starts, columns[a]!.runs, columns[b]!.runs)).kind !== "never";
  };
  return columns.flatMap(({ jobs }, a) =>
    columns.flatMap((other, b): readonly Pair[] =>
      b > a && isPossible[a] && isPossible[b] && !meet(a, b) ? [[jobs, other.jobs]] : [],
    ),
  );
}
