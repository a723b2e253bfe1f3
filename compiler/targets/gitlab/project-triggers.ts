import { and, equal, not, or } from "../../expr/build.ts";
import { exprKey } from "../../expr/key.ts";
import { ALWAYS, type Event, type Expr, NEVER } from "../../expr/model.ts";
import type { StageGraph, Trigger } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { eventOf, triggerCondition } from "../../graph/trigger-condition.ts";
import { coveredPushes } from "./covered-pushes.ts";

/** Pipelines of one project. GitLab reads one file of it, so there they are parts of one pipeline. */
export type Project = readonly StageGraph[];

/** The variable in which whoever starts a pipeline by hand, on a schedule or by a call says which one of several is meant. */
export const CHOICE = "WAYBILL_PIPELINE";

/** When a trigger starts its pipeline, and not another of the project. */
export function startOf(trigger: Trigger, graph: StageGraph, project: Project): Expr {
  const chosen = isChosen(eventOf(trigger), project) ? equal({ kind: "vars", name: CHOICE }, graph.name) : ALWAYS;
  const once = trigger.kind === "push" && droppedPushes(project) === NEVER ? not(coveredPushes(graph)) : ALWAYS;
  return and(triggerCondition(trigger), chosen, once);
}

/** When each job is part of a run, among those of the project's other pipelines: its own pipeline's triggers have a say there. */
export function presenceAmong(graph: StageGraph, project: Project): ReadonlyMap<string, Expr> {
  const present = presence(graph);
  if (project.length === 1) return present;
  const started = or(...graph.triggers.map((trigger) => startOf(trigger, graph, project)));
  return new Map([...present].map(([job, condition]) => [job, and(started, condition)]));
}

/**
 * A commit starts all pipelines that are for it: by a push, in a merge request, on a merge train. There nobody can give the
 * run a variable. By any other event one pipeline is meant.
 */
export function isChosen(event: Event, project: Project): boolean {
  return !isOfCommit(event) && project.filter((graph) => startsOn(graph, event)).length > 1;
}

/** Whether a commit starts the runs of this event. */
export const isOfCommit = (event: string): boolean => ["push", "pullRequest", "mergeQueue"].includes(event);

/** Pushes for which no pipeline of the project starts, as those of a merge request have all that they would have had. */
export function droppedPushes(project: Project): Expr {
  const [first, ...others] = project.filter((graph) => startsOn(graph, "push"));
  if (!first) return NEVER;
  const dropped = coveredPushes(first);
  return others.every((graph) => exprKey(coveredPushes(graph)) === exprKey(dropped)) ? dropped : NEVER;
}

const startsOn = ({ triggers }: StageGraph, event: Event) => triggers.some((trigger) => eventOf(trigger) === event);
