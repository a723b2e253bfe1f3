import { isFinal } from "./final.ts";
import type { Concurrency, DeployJob, Destination, Job } from "./model/index.ts";

/** Whether a newer commit of the same pull request may cut a job off. */
export function isInterruptible(job: Job): boolean {
  return job.interruptible ?? (job.kind !== "deploy" && !job.concurrency && !isFinal(job));
}

/** The group in which a job waits for its turn: a deploy without one of its own takes turns for what it deploys to. */
export function groupOf(job: Job): Concurrency | undefined {
  return job.concurrency ?? (job.kind === "deploy" ? { group: destinationGroup(job.to), waiting: "queue" } : undefined);
}

/** What two deploys must not touch at once, by name. */
export function destinationGroup(to: Destination): string {
  const parts =
    to.kind === "kubernetesRollout"
      ? ["kubernetes", to.namespace, to.workload, to.name]
      : to.kind === "swarmService"
        ? ["swarm", to.service]
        : to.kind === "command"
          ? ["command", to.name]
          : ["container", to.container];
  return parts.join("-").replace(/[^\w.-]/g, "-");
}

/** Whether two deploys may run at once although they deploy to one place. */
export function collide(one: DeployJob, other: DeployJob): boolean {
  const same =
    JSON.stringify([destinationGroup(one.to), place(one.to)]) ===
    JSON.stringify([destinationGroup(other.to), place(other.to)]);
  return same && groupOf(one)?.group !== groupOf(other)?.group;
}

function place(to: Destination): string | undefined {
  if (to.kind === "command") return undefined;
  return to.kind === "kubernetesRollout" ? to.context : to.engine;
}
