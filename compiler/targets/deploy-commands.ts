import { groupOf } from "../graph/control.ts";
import type { CommandDestination, DeployJob, Job, ScriptJob, StageGraph } from "../graph/model/index.ts";
import { commandScript } from "./shell/command.ts";

/**
 * The graph with each deploy by commands as the script job that a provider runs for it: in the destination's image, one at a
 * time, never cut off. Proofs are asked of the graph before.
 */
export function withCommandJobs(graph: StageGraph): StageGraph {
  return { ...graph, jobs: graph.jobs.map(asScriptJob) };
}

function asScriptJob(job: Job): Job {
  return job.kind === "deploy" && job.to.kind === "command" ? commandJob(job, job.to) : job;
}

function commandJob(job: DeployJob, to: CommandDestination): ScriptJob {
  const { image, proof: _, to: __, login: ___, ...base } = job;
  const group = groupOf(job);
  return {
    ...base,
    kind: "script",
    ...(group && { concurrency: group }),
    interruptible: false,
    image: to.image,
    env: { ...job.env, WAYBILL_IMAGE: { kind: "image", job: image } },
    steps: [
      {
        name: `Deploy to ${to.name}`,
        location: to.run.location,
        run: { kind: "shell", script: commandScript(to) },
        env: {},
      },
    ],
    services: [],
    caches: [],
    outputs: [],
    shell: to.shell,
    retry: 0,
    allowFailure: false,
  };
}
