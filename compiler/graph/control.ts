import { isFinal } from "./final.ts";
import { factsOf } from "./destination-facts.ts";
import type { Concurrency, DeployJob, Destination, Job } from "./model/index.ts";

/** Whether a newer commit of the same pull request may cut a job off. */
export function isInterruptible(job: Job): boolean {
  return job.interruptible ?? (job.kind !== "deploy" && !job.concurrency && !isFinal(job));
}

/** Seconds that a job may run where its author has set no limit and the provider has none of its own for it. */
const STANDARD_LIMIT = 3600;

/** Seconds that a job may run on this machine, and an attempt of it where the emitted script repeats it. */
export const timeLimit = (job: Pick<Job, "timeout">): number => job.timeout ?? STANDARD_LIMIT;

/** What people call a job on the providers. */
export const titleOf = (job: Pick<Job, "id" | "title">): string => job.title ?? job.id;

/** The group in which a job waits for its turn: a deploy without one of its own takes turns for what it deploys to. */
export function groupOf(job: Job): Concurrency | undefined {
  return job.concurrency ?? (job.kind === "deploy" ? { group: destinationGroup(job.to), waiting: "queue" } : undefined);
}

/** What two deploys must not touch at once, by name. */
export function destinationGroup(to: Destination): string {
  return factsOf(to)
    .turn()
    .join("-")
    .replace(/[^\w.-]/g, "-");
}

/** Whether two deploys may run at once although they deploy to one place. */
export function collide(one: DeployJob, other: DeployJob): boolean {
  const same =
    JSON.stringify([destinationGroup(one.to), factsOf(one.to).place()]) ===
    JSON.stringify([destinationGroup(other.to), factsOf(other.to).place()]);
  return same && groupOf(one)?.group !== groupOf(other)?.group;
}
