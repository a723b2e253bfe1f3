import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { fallbackOf, withSteps } from "../../graph/action-fallback.ts";
import type { StageGraph, Step } from "../../graph/model/index.ts";

/** The graph with what runs in the place of GitHub's actions, and where that is nothing, without them. */
export function withoutActions(graph: StageGraph): StageGraph {
  return withSteps(graph, (step) => fallbackOf(step) ?? standIn(step));
}

/** For a native step, which is refused: its job has a step that GitLab can read. */
const standIn = (step: Step): readonly Step[] =>
  step.run.kind === "native" ? [{ ...step, run: { kind: "shell", script: "true", plain: true } }] : [];

export function actionProblems(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    if (job.kind !== "script") return [];
    return job.steps.flatMap((step) => {
      if (step.run.kind === "native") {
        return [diagnostic("WB3183", { job: job.id, step: JSON.stringify(step.name) }, { at: step.location })];
      }
      if (step.run.kind !== "action" || fallbackOf(step)) return [];
      const values = { job: job.id, step: JSON.stringify(step.name), action: step.run.uses };
      return [diagnostic("WB3081", values, { at: step.location })];
    });
  });
}
