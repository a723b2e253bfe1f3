import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { countTasks, inspectService, type Service, type TaskCount, tasksOf } from "./api.ts";
import { isImage } from "./specification.ts";

/** What the Swarm takes for a service that says nothing, in nanoseconds. */
const MONITOR = 5_000_000_000;

export interface Steadiness {
  readonly id: string;
  readonly reference: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly signal: AbortSignal;
  onLook(): Promise<unknown>;
}

/** How many tasks run when none has ended for as long as the service is monitored, or at the deadline. */
export interface SteadyTasks extends TaskCount {
  readonly steady: boolean;
}

/**
 * Waits until all tasks that a service is to have run, and go on running for its `UpdateConfig.Monitor`. The Swarm's own verdict
 * is older: a task that dies after the update has ended, and what was broken before a deploy of the same image, it does not tell.
 */
export async function awaitSteadiness(engine: Docker, watch: Steadiness): Promise<SteadyTasks> {
  const { id, reference, until, signal, onLook } = watch;
  let since = Date.now();
  let last: string | undefined;
  for (;;) {
    const service = await inspectService(engine, id);
    await onLook();
    const count = await countTasks(engine, service);
    if (count.desired === 0) return { ...count, steady: true };
    const running = await generation(engine, id, reference);
    if (running !== last || count.running < count.desired) since = Date.now();
    last = running;
    if (Date.now() - since > monitorOf(service)) return { ...count, steady: true };
    if (Date.now() > until || signal.aborted) return { ...count, steady: false };
    await pause(200, undefined, { signal }).catch(() => {});
  }
}

/** Milliseconds that the tasks of a new version are watched for: as long as the Swarm does by default at least. */
export const monitorOf = ({ Spec }: Service) => Math.max(Spec.UpdateConfig?.Monitor ?? 0, MONITOR) / 1_000_000;

/** Which tasks have been started so far: one that has ended is followed by another one. */
async function generation(engine: Docker, id: string, reference: string): Promise<string> {
  const tasks = await tasksOf(engine, id);
  const ours = tasks.filter(({ Spec }) => isImage(Spec.ContainerSpec.Image, reference));
  const lines = ours.map(({ ID, Status }) => `${ID} ${Status.State}`);
  return lines.sort().join("\n");
}
