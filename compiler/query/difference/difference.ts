import { and, type ConditionFacts, type Expr, NEVER, not } from "../../expr/index.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { behaviorOf, type JobBehavior } from "../behavior.ts";
import { compareConditions } from "../compare.ts";
import { eventOptions } from "../example.ts";
import { split } from "../regions/split.ts";
import { globsOf } from "../words/literal.ts";
import { describeCases } from "../words/region.ts";
import { type AccessChange, changedAccess, changedFacets, changedPipeline, type FacetChange } from "./facets.ts";
import { contentKey, renamedJobs, withNames, withoutPlaces } from "./identity.ts";

/** Runs on which something is done that was not, or is no longer. */
export interface Direction {
  /** The runs in words, one phrase for each kind. */
  readonly words: readonly string[];
  readonly example: ConditionFacts;
  /** Options of `waybill run` that reproduce the example. */
  readonly options: readonly string[];
}

export interface JobDifference {
  readonly job: string;
  /** Its earlier name. */
  readonly was?: string;
  readonly change: "added" | "removed" | "changed";
  /** Runs on which it now runs and did not. */
  readonly gained?: Direction;
  /** Runs on which it ran and does not any more. */
  readonly lost?: Direction;
  readonly access: AccessChange;
  /** Whether it may read a secret or has rights. */
  readonly isTrusted: boolean;
  readonly facets: readonly FacetChange[];
  readonly steps: readonly StepDifference[];
}

export interface StepDifference {
  readonly step: string;
  readonly change: "added" | "removed" | "changed" | "moved";
  readonly gained?: Direction;
  readonly lost?: Direction;
}

/** What a change does to behavior. */
export interface Difference {
  readonly pipeline: readonly FacetChange[];
  /** Jobs that have changed; others are proved to behave as before, but for `gaveUp`. */
  readonly jobs: readonly JobDifference[];
  /** What the solver gave up on; empty: nothing but what is listed has changed. */
  readonly gaveUp: readonly string[];
}

/**
 * What behaves otherwise in `after` than in `before`, over all events: on which runs each job and step runs, and what it is
 * given and does there.
 *
 * @example
 * ```ts
 * difference(main, branch).jobs.map(({ job, gained }) => [job, gained?.words]);
 * ```
 */
export function difference(before: StageGraph, after: StageGraph): Difference {
  const renamed = renamedJobs(before, after);
  const old = withNames(before, renamed);
  const earlier = new Map([...renamed].map(([was, is]) => [is, was]));
  const gaveUp: string[] = [];
  const context = contextOf(old, after, gaveUp);
  const ids = [...new Set([...after.jobs, ...old.jobs].map(({ id }) => id))];
  const jobs = ids.flatMap((id) => jobDifference(id, context, earlier.get(id)) ?? []);
  return { pipeline: changedPipeline(old, after), jobs, gaveUp };
}

interface Context {
  readonly jobs: (id: string) => readonly [JobBehavior | undefined, JobBehavior | undefined];
  /** The runs on which a job runs, of each graph. */
  readonly runs: (id: string) => readonly [Expr, Expr];
  readonly compare: (
    what: string,
    before: Expr,
    after: Expr,
  ) => { readonly gained?: Direction; readonly lost?: Direction };
}

function contextOf(before: StageGraph, after: StageGraph, gaveUp: string[]): Context {
  const [old, now] = [behaviorOf(before), behaviorOf(after)];
  const globs = new Map([...globsOf(before), ...globsOf(after)]);
  const direction = (condition: Expr, example: ConditionFacts | undefined): Direction | undefined => {
    if (!example) return undefined;
    const { cases } = split(condition, [], { splits: () => false, most: 0 });
    return { words: describeCases(cases, globs), example, options: eventOptions(example, [condition]) };
  };
  return {
    jobs: (id) => [old.byId.get(id), now.byId.get(id)],
    runs: (id) => [and(old.starts, old.byId.get(id)?.runs ?? NEVER), and(now.starts, now.byId.get(id)?.runs ?? NEVER)],
    compare(what, was, is) {
      const found = compareConditions(was, is);
      if (found.gaveUp.length > 0) gaveUp.push(what);
      const gained = direction(and(is, not(was)), found.gained);
      const lost = direction(and(was, not(is)), found.lost);
      return { ...(gained && { gained }), ...(lost && { lost }) };
    },
  };
}

function jobDifference(id: string, context: Context, was: string | undefined): JobDifference | undefined {
  const [old, now] = context.jobs(id);
  const runs = context.compare(`when ${id} runs`, ...context.runs(id));
  const [before, after] = [old?.job, now?.job];
  const difference: JobDifference = {
    ...{ job: id, ...(was !== undefined && { was }) },
    change: before ? (after ? "changed" : "removed") : "added",
    ...runs,
    access: changedAccess(before, after),
    isTrusted: isTrusted(after ?? before),
    facets: before && after ? changedFacets(before, after) : [],
    steps: old && now ? changedSteps(old, now, context) : [],
  };
  const { access, facets, steps } = difference;
  const isSame = facets.length + steps.length + access.gained.length + access.lost.length === 0;
  const isUnmoved = !runs.gained && !runs.lost && was === undefined && difference.change === "changed";
  return isSame && isUnmoved ? undefined : difference;
}

const isTrusted = (job: Job | undefined): boolean => changedAccess(undefined, job).gained.length > 0;

/** Steps are told apart by what they run: a step whose text is the same has at most another condition, or another place. */
function changedSteps(old: JobBehavior, now: JobBehavior, { compare, runs }: Context): readonly StepDifference[] {
  const key = ({ step: { when: _when, ...step } }: JobBehavior["steps"][number]) => contentKey(withoutPlaces(step));
  const [was, is] = [old.steps.map(key), now.steps.map(key)];
  const [ranBefore, runsNow] = runs(now.job.id);
  const left = was.map((one, at) => ({ one, at }));
  const changes: StepDifference[] = [];
  const kept: number[] = [];
  now.steps.forEach(({ step, when }, at) => {
    const place = left.findIndex(({ one }) => one === is[at]);
    const [match] = place < 0 ? [] : left.splice(place, 1);
    if (!match) {
      const isEdit = old.steps.some((other, index) => other.step.name === step.name && !is.includes(was[index]!));
      changes.push({ step: step.name, change: isEdit ? "changed" : "added" });
      return;
    }
    kept.push(match.at);
    // Only where the job itself runs before and after: the rest is said of the job.
    const common = and(ranBefore, runsNow);
    const found = compare(
      `when step ${step.name} of ${now.job.id} runs`,
      and(common, old.steps[match.at]!.when),
      and(common, when),
    );
    if (found.gained || found.lost) changes.push({ step: step.name, change: "changed", ...found });
  });
  const edited = new Set(changes.filter(({ change }) => change === "changed").map(({ step }) => step));
  for (const { at } of left) {
    const { name } = old.steps[at]!.step;
    if (!edited.has(name)) changes.push({ step: name, change: "removed" });
  }
  const isMoved = kept.some((one, at) => at > 0 && one < kept[at - 1]!);
  return isMoved ? [...changes, { step: "the order of the steps", change: "moved" }] : changes;
}
