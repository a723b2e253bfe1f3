import { ALWAYS, and, type Expr, globMatch, isEvent, or, RUN } from "../expr/index.ts";
import type { StageGraph, Trigger } from "./model/index.ts";

/** Which runs a pipeline's triggers start. Their `paths` are left out: what they let pass is not told apart by other facts. */
export function startedRuns(graph: StageGraph): Expr {
  return or(...graph.triggers.map(started));
}

function started(trigger: Trigger): Expr {
  switch (trigger.kind) {
    case "push": {
      const { branches, tags } = trigger;
      const any = branches === undefined && tags === undefined;
      const refs = or(
        ...(branches ?? []).map((one) => globMatch(RUN.branch, one)),
        ...(tags ?? []).map((one) => globMatch(RUN.tag, one)),
      );
      return and(isEvent("push"), any ? ALWAYS : refs);
    }
    case "pullRequest": {
      const targets = trigger.targets?.map((one) => globMatch(RUN.targetBranch, one));
      return and(isEvent("pullRequest"), targets ? or(...targets) : ALWAYS);
    }
    case "schedule":
    case "manual":
    case "call":
      return isEvent(trigger.kind);
  }
}
