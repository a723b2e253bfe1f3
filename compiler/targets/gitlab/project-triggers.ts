import { and, equal, isEvent, isSet, not, or, RUN } from "../../expr/build.ts";
import { ALWAYS, type Event, type Expr } from "../../expr/model.ts";
import type { StageGraph, Trigger } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { eventOf, triggerCondition } from "../../graph/trigger-condition.ts";

/** Pipelines of one project. GitLab reads one file of it, so there they are parts of one pipeline. */
export type Project = readonly StageGraph[];

/** The variable in which whoever starts a pipeline by hand, on a schedule or by a call says which one of several is meant. */
export const CHOICE = "WAYBILL_PIPELINE";

/** When a trigger starts its pipeline, and not another of the project. */
export function startOf(trigger: Trigger, graph: StageGraph, project: Project): Expr {
  const chosen = isChosen(eventOf(trigger), project) ? equal({ kind: "vars", name: CHOICE }, graph.name) : ALWAYS;
  const once = trigger.kind === "push" && isDoubled(graph) && !areDoubled(project) ? not(DOUBLED) : ALWAYS;
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

/**
 * A push to a branch with an open merge request would start two pipelines of the same commit. The merge request's is the one
 * kept, but on protected branches: what is deployed from there waits for a push.
 */
export const DOUBLED = and(
  isEvent("push"),
  isSet(RUN.branch),
  isSet({ kind: "vars", name: "CI_OPEN_MERGE_REQUESTS" }),
  not(equal({ kind: "vars", name: "CI_COMMIT_REF_PROTECTED" }, "true")),
);

/** Whether all pipelines that a push starts are {@link DOUBLED} there, so that none needs to be started. */
export function areDoubled(project: Project): boolean {
  const pushed = project.filter((graph) => startsOn(graph, "push"));
  return pushed.length > 0 && pushed.every(isDoubled);
}

const isDoubled = (graph: StageGraph) => startsOn(graph, "push") && startsOn(graph, "pullRequest");

const startsOn = ({ triggers }: StageGraph, event: Event) => triggers.some((trigger) => eventOf(trigger) === event);
