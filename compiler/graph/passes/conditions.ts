import { type Diagnostic, diagnostic, type Location } from "../../diagnostics/index.ts";
import { ALWAYS, alwaysTrue, and, describe, type Expr, exprKey, neverTrue } from "../../expr/index.ts";
import { conditionPlace, stepConditionPlace } from "../condition-place.ts";
import type { Job, StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";
import { startedRuns } from "../trigger-condition.ts";
import type { PassContext } from "./pass.ts";

/** Jobs and steps that no run can have, and conditions that say nothing. */
export function checkConditions(graph: StageGraph, { file }: Pick<PassContext, "file">): readonly Diagnostic[] {
  const others = file.filter((one) => one !== graph);
  const present = presence(graph);
  const started = startedRuns(graph);
  const never = remembered(neverTrue);
  const always = remembered(alwaysTrue);
  const differs = differingPlaces(graph);
  const called = new Set(graph.calls?.flatMap(({ jobs }) => jobs));
  return graph.jobs.flatMap((job) => {
    // A pipeline is called with the conditions that it has for other events too.
    if (called.has(job.id)) return [];
    const values = () => ({ job: job.id, condition: describe(job.when) });
    const at = conditionPlace(job.id, job.location, job.conditionLocation);
    if (never(job.when)) return differs(job) ? [] : [diagnostic("WB2060", values(), at)];
    const condition = present.get(job.id) ?? ALWAYS;
    if (graph.triggers.length > 0 && never(and(started, condition))) {
      return [diagnostic("WB2062", { job: job.id, condition: describe(condition) }, at)];
    }
    const isWritten = job.when.op !== "constant";
    const own = isWritten && always(job.when) && !differs(job) ? [diagnostic("WB2061", values(), at)] : [];
    return [
      ...own,
      ...stepsOf(job).flatMap(({ when, ...step }) => {
        const values = { job: job.id, step: JSON.stringify(step.name), condition: describe(when) };
        const at = stepConditionPlace(step);
        if (never(and(started, condition, when))) {
          return others.some((one) => runsIn(one, job, step)) ? [] : [diagnostic("WB2202", values, at)];
        }
        return always(when) ? [diagnostic("WB2203", values, at)] : [];
      }),
    ];
  });
}

/** Steps with conditions of their own. */
const stepsOf = (job: Job) =>
  job.kind === "script"
    ? job.steps.flatMap(({ when, ...step }, index) => (when ? [{ ...step, index, when }] : []))
    : [];

/** Whether another pipeline, which shares a job, has runs for a step of it. */
function runsIn(other: StageGraph, { id, location }: Job, { index }: { readonly index: number }): boolean {
  const job = other.jobs.find((one) => one.id === id && placeOf(one.location) === placeOf(location));
  const when = job?.kind === "script" ? job.steps[index]?.when : undefined;
  return when !== undefined && !neverTrue(and(startedRuns(other), presence(other).get(id) ?? ALWAYS, when));
}

const placeOf = ({ file, line, column }: Location) => `${file}:${line}:${column}`;

/**
 * Whether the place that declares a job declares others under other conditions, in a loop or a matrix: there a condition
 * that is the same on every run may well say which of the jobs are wanted.
 */
function differingPlaces({ jobs }: StageGraph): (job: Job) => boolean {
  const conditions = new Map<string, Set<string>>();
  const place = ({ location }: Job) => placeOf(location);
  for (const job of jobs) conditions.set(place(job), (conditions.get(place(job)) ?? new Set()).add(exprKey(job.when)));
  return (job) => (conditions.get(place(job))?.size ?? 0) > 1;
}

/** Thousands of jobs share a few conditions. */
function remembered(decide: (expr: Expr) => boolean): (expr: Expr) => boolean {
  const answers = new Map<string, boolean>();
  return (expr) => {
    const key = exprKey(expr);
    const answer = answers.get(key) ?? decide(expr);
    answers.set(key, answer);
    return answer;
  };
}
