import type { Job, StageGraph, Step } from "./model/index.ts";

/** What a step is where GitHub's actions are not; undefined: nothing. */
export function elsewhere(step: Step): Step | undefined {
  if (step.run.kind !== "action") return step;
  const instead = step.run.elsewhere;
  return instead && { ...step, ...instead, env: { ...step.env, ...instead.env } };
}

/** The graph with other steps in its script jobs. */
export function withSteps(graph: StageGraph, of: (step: Step) => Step | readonly Step[]): StageGraph {
  const changed = (job: Job): Job => (job.kind === "script" ? { ...job, steps: job.steps.flatMap(of) } : job);
  return { ...graph, jobs: graph.jobs.map(changed) };
}
