import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { inspectService, type Service, type UpdateStatus } from "./api.ts";

export interface Watch {
  readonly id: string;
  /** When the update before this one began: until another time is seen, the status is still that one's. */
  readonly before: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly signal: AbortSignal;
  /** Called at each look. */
  onLook(service: Service): Promise<unknown> | unknown;
}

export type End = "completed" | "paused" | "rolled back" | "rollback paused" | "deadline" | "stopped";

const ENDS: Readonly<Partial<Record<UpdateStatus["State"], End>>> = {
  completed: "completed",
  paused: "paused",
  rollback_completed: "rolled back",
  rollback_paused: "rollback paused",
};

/** Looks at a service until its update has ended one way or another. */
export async function watchUpdate(
  engine: Docker,
  watch: Watch,
): Promise<{ readonly end: End; readonly status?: UpdateStatus }> {
  for (;;) {
    const service = await inspectService(engine, watch.id);
    await watch.onLook(service);
    const { UpdateStatus: status } = service;
    const end = status && status.StartedAt !== watch.before ? ENDS[status.State] : undefined;
    if (status && end) return { end, status };
    if (watch.signal.aborted) return { end: "stopped" };
    if (Date.now() > watch.until) return { end: "deadline" };
    await pause(200, undefined, { signal: watch.signal }).catch(() => {});
  }
}
