import type { Job, StageGraph, Step } from "./model/index.ts";

/** A step that only GitHub can run. */
export const isGitHubOnly = ({ run }: Pick<Step, "run">): boolean => run.kind === "action" || run.kind === "native";

/** The step that runs where GitHub's actions cannot; undefined: there is none. */
export function fallbackOf(step: Step): Step | undefined {
  if (step.run.kind === "native") return undefined;
  if (step.run.kind !== "action") return step;
  const { fallback } = step.run;
  return fallback && { ...step, ...fallback, env: { ...step.env, ...fallback.env } };
}

/** The graph with other steps in its script jobs. */
export function withSteps(graph: StageGraph, of: (step: Step) => Step | readonly Step[]): StageGraph {
  const changed = (job: Job): Job => (job.kind === "script" ? { ...job, steps: job.steps.flatMap(of) } : job);
  return { ...graph, jobs: graph.jobs.map(changed) };
}
