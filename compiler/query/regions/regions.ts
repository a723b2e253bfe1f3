import {
  ALWAYS,
  and,
  type ConditionFacts,
  type Expr,
  exprKey,
  isEvent,
  isSet,
  NEVER,
  not,
  or,
  RUN,
} from "../../expr/index.ts";
import type { Place } from "../../expr/events.ts";
import type { Scene } from "../../expr/scene.ts";
import type { StageGraph } from "../../graph/model/index.ts";
import { atomsIn } from "../../graph/references.ts";
import { type Behavior, behaviorOf } from "../behavior.ts";
import { findRun } from "../search.ts";
import { type Case, rank, type Split, split } from "./split.ts";

/** Jobs that run on the same runs. */
export interface Column {
  readonly jobs: readonly string[];
  readonly runs: Expr;
}

/** What a column's jobs do in a region: on all of its runs, on none, or where a condition holds. */
export type Cell = "runs" | "skipped" | { readonly when: Expr };

/** Runs on which the same jobs run. */
export interface Region {
  /** The kinds of run that it consists of. */
  readonly cases: readonly Case[];
  /** Holds on exactly these runs, outputs aside. */
  readonly when: Expr;
  /** The smallest of them; absent: the solver proved neither that there is one nor that there is none. */
  readonly example?: ConditionFacts;
  /** One for each column. */
  readonly cells: readonly Cell[];
  /** A run of the region on which no job runs. Absent: proved that there is none, unless `mayBeEmpty`. */
  readonly empty?: ConditionFacts;
  /** Whether the solver gave up on whether there is a run without any job. */
  readonly mayBeEmpty?: true;
}

/** All runs that start a pipeline, by the jobs that run on them. */
export interface Regions {
  readonly columns: readonly Column[];
  /** Together all runs that start the pipeline; no run is in two of them. */
  readonly regions: readonly Region[];
}

/** What may tell regions apart, tried in this order until the table is small: people choose the run, not what jobs put out. */
const ATTEMPTS = [
  { deepest: 5, most: 24 },
  { deepest: 3, most: 24 },
  { deepest: 2, most: 24 },
  { deepest: 2, most: 200 },
];
const MOST_REGIONS = 12;
/** Facts beside where a run is on that are told apart at most: two to the power of them is what a table may grow to. */
const MOST_DEEP = 6;

/**
 * The decision table of a graph, over all runs that start it. Where telling all apart would take a large table (each of
 * sixty services for its own changed files), cells hold the conditions that are left.
 */
export function regionsOf(graph: StageGraph): Regions {
  const behavior = behaviorOf(graph);
  const columns = columnsOf(behavior);
  const conditions = columns.map(({ runs }) => runs);
  let best: Split | undefined;
  const deep = new Map(conditions.flatMap(atomsIn).map((atom) => [exprKey(atom), rank(atom)]));
  for (const { deepest, most } of ATTEMPTS) {
    const told = [...deep.values()].filter((one) => one > 2 && one <= deepest);
    if (told.length > MOST_DEEP) continue;
    best = split(behavior.starts, conditions, { splits: (atom) => rank(atom) <= deepest, most });
    if (!best.cut && groups(best.cases).length <= MOST_REGIONS) break;
  }
  const regions = groups(best?.cases ?? []).flatMap((cases) => regionOf(cases, conditions) ?? []);
  return { columns, regions };
}

function columnsOf({ jobs }: Behavior): readonly Column[] {
  const columns = new Map<string, { jobs: string[]; runs: Expr }>();
  for (const { job, runs } of jobs) {
    const key = exprKey(runs);
    const column = columns.get(key) ?? { jobs: [], runs };
    column.jobs.push(job.id);
    columns.set(key, column);
  }
  return [...columns.values()];
}

/** Cases in which the same jobs run, under the same conditions. */
function groups(cases: readonly Case[]): readonly (readonly Case[])[] {
  const found = new Map<string, Case[]>();
  for (const one of cases) {
    const key = one.left.map(exprKey).join(" ");
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

function regionOf(cases: readonly Case[], conditions: readonly Expr[]): Region | undefined {
  const [first] = cases;
  if (!first) return undefined;
  const when = or(...cases.map((one) => and(sceneCondition(one.scene), one.starts)));
  const found = cases.map((one) => findRun(and(sceneCondition(one.scene), one.starts), [one.scene]));
  const example = found.find((one) => one.kind === "run")?.run;
  const cells = first.left.map(cellOf);
  const empty = cells.includes("runs") ? undefined : findRun(and(when, ...conditions.map(not)));
  return {
    ...{ cases, when, cells },
    ...(example && { example }),
    ...(empty?.kind === "run" && { empty: empty.run }),
    ...(empty?.kind === "unknown" && { mayBeEmpty: true as const }),
  };
}

function cellOf(left: Expr): Cell {
  if (exprKey(left) === exprKey(ALWAYS)) return "runs";
  return exprKey(left) === exprKey(NEVER) ? "skipped" : { when: left };
}

/** That a run is of this kind. */
export function sceneCondition({ event, on }: Scene): Expr {
  const place = { branch: RUN.branch, tag: RUN.tag, pullRequest: RUN.sourceBranch, target: RUN.branch }[
    on as Exclude<Place, "nothing">
  ];
  if (place) return and(isEvent(event), isSet(place));
  return and(isEvent(event), not(isSet(RUN.branch)), not(isSet(RUN.tag)), not(isSet(RUN.sourceBranch)));
}
