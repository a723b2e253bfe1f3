import type Docker from "dockerode";
import type { DeliverySink } from "../../values/image.ts";
import { type Task, tasksOf } from "./api.ts";
import { isImage } from "./specification.ts";

/** Tells of the new version's tasks, each change once, and remembers why some failed. */
export function taskLines(engine: Docker, id: string, reference: string, sink: DeliverySink) {
  const known = new Map<string, string>();
  const reasons = new Set<string>();
  let waiting: readonly string[] = [];
  return {
    /** Tasks that an earlier deploy of the same image left are not told of. */
    async skip(): Promise<void> {
      for (const task of await tasksOf(engine, id)) known.set(task.ID, describe(task));
    },
    async show(): Promise<readonly Task[]> {
      const tasks = await tasksOf(engine, id);
      // What keeps a task from a node: placement, a port that is in use.
      const pending = tasks.filter(
        ({ DesiredState, Status }) => DesiredState === "running" && Status.State === "pending",
      );
      waiting = pending.flatMap(({ Status }) => Status.Err ?? []);
      for (const task of tasks) {
        const state = describe(task);
        if (known.get(task.ID) === state || !isImage(task.Spec.ContainerSpec.Image, reference)) continue;
        known.set(task.ID, state);
        const failed = task.Status.State === "failed" || task.Status.State === "rejected";
        if (failed) reasons.add(task.Status.Err || task.Status.State);
        sink.line(failed ? "stderr" : "stdout", `task ${task.Slot ?? task.NodeID ?? ""} ${state}`);
      }
      return tasks;
    },
    /** Why tasks failed, or do not start, in one sentence. */
    reason: () => [...new Set([...reasons, ...waiting])].join("; "),
  };
}

function describe({ Status }: Task): string {
  return Status.Err ? `${Status.State}: ${Status.Err}` : Status.State;
}

/**
 * The image that a running task really has, asked of its container where that is on this engine, else of its specification.
 * A reference that is not `reference` itself means something else runs.
 */
export async function runningImage(engine: Docker, task: Task, reference: string): Promise<string> {
  const container = task.Status.ContainerStatus?.ContainerID;
  const stated = task.Spec.ContainerSpec.Image;
  if (!container || !isImage(stated, reference)) return stated;
  // On another node the engine cannot look: its manager's word has to do.
  const found = await engine
    .getContainer(container)
    .inspect()
    .catch(() => undefined);
  if (!found) return reference;
  const image = await engine
    .getImage(found.Image)
    .inspect()
    .catch(() => undefined);
  if (!image) return reference;
  return (image.RepoDigests ?? []).includes(reference) ? reference : (image.RepoDigests?.[0] ?? found.Image);
}
