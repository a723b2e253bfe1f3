import { and, equal, isEvent, isSet, not, or, RUN } from "../../expr/build.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import type { StageGraph, Trigger } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { triggerCondition } from "../../graph/trigger-condition.ts";

/** Pipelines of one project. GitLab reads one file of it, so there they are parts of one pipeline. */
export type Project = readonly StageGraph[];

/** The variable in which whoever starts a pipeline by hand, on a schedule or by a call says which one of several is meant. */
export const CHOICE = "WAYBILL_PIPELINE";

/** When a trigger starts its pipeline, and not another of the project. */
export function startOf(trigger: Trigger, graph: StageGraph, project: Project): Expr {
  const chosen = isChosen(trigger.kind, project) ? equal({ kind: "vars", name: CHOICE }, graph.name) : ALWAYS;
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

/** A push of a commit starts all that are for it. By hand, on a schedule and by a call, one pipeline is meant. */
export function isChosen(kind: Trigger["kind"], project: Project): boolean {
  return kind !== "push" && kind !== "pullRequest" && project.filter((graph) => has(graph, kind)).length > 1;
}

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
  const pushed = project.filter((graph) => has(graph, "push"));
  return pushed.length > 0 && pushed.every(isDoubled);
}

const isDoubled = (graph: StageGraph) => has(graph, "push") && has(graph, "pullRequest");

const has = ({ triggers }: StageGraph, kind: Trigger["kind"]) => triggers.some((trigger) => trigger.kind === kind);
