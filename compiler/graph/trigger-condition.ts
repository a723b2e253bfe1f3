import { ALWAYS, and, changed, type Event, type Expr, isEvent, isSet, or, RUN, refMatch } from "../expr/index.ts";
import type { PushTrigger, StageGraph, Trigger } from "./model/index.ts";

/**
 * Which runs a pipeline's triggers start, for proofs. Their `paths` do not count: a provider's own filter also starts runs where
 * there is nothing to compare with, such as the first push of a branch, and there `changed` is false.
 */
export function startedRuns(graph: StageGraph): Expr {
  // Events of GitHub's own start runs that nothing is known of.
  if (graph.native?.github?.on !== undefined) return ALWAYS;
  return or(...graph.triggers.map((trigger) => condition(trigger, () => ALWAYS)));
}

/** When a trigger starts its pipeline, its `paths` included. */
export function triggerCondition(trigger: Trigger): Expr {
  return condition(trigger, (paths) => (paths ? changed(...paths) : ALWAYS));
}

/** The event that a trigger is for. */
export const eventOf = (trigger: Trigger): Event => (trigger.kind === "event" ? trigger.event : trigger.kind);

type Touched = (paths: readonly string[] | undefined) => Expr;

function condition(trigger: Trigger, touched: Touched): Expr {
  switch (trigger.kind) {
    case "push":
      return and(isEvent("push"), pushed(trigger, touched(trigger.paths)));
    case "pullRequest": {
      const targets = trigger.targets ? refMatch(RUN.targetBranch, trigger.targets) : ALWAYS;
      return and(isEvent("pullRequest"), targets, touched(trigger.paths));
    }
    case "event":
      return isEvent(trigger.event);
    case "schedule":
    case "manual":
    case "call":
      return isEvent(trigger.kind);
  }
}

/** Neither list: every branch and tag. One: only what it matches. A tag is not held against paths. */
function pushed({ branches, tags }: PushTrigger, touched: Expr): Expr {
  const any = branches === undefined && tags === undefined;
  if (any && touched === ALWAYS) return ALWAYS;
  const branch = any ? isSet(RUN.branch) : refMatch(RUN.branch, branches ?? []);
  const tag = any ? isSet(RUN.tag) : refMatch(RUN.tag, tags ?? []);
  return or(and(branch, touched), tag);
}
