import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { find, type Inspection } from "./inspection.ts";

/** Milliseconds that a container without HEALTHCHECK must run on without a restart. */
const STABLE = 3000;

export interface HealthWatch {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly signal: AbortSignal;
  tell(line: string): void;
}

/**
 * Waits until a container is healthy by its HEALTHCHECK or, where it has none, has run for a while without a restart.
 *
 * @returns why it is not healthy, or `undefined` when it is
 */
export async function awaitHealth(
  engine: Docker,
  { id, until, signal, tell }: HealthWatch,
): Promise<string | undefined> {
  let told: string | undefined;
  const say = (line: string) => {
    if (line !== told) tell(line);
    told = line;
  };
  const since = Date.now();
  const first = await find(engine, id);
  for (;;) {
    const now = await find(engine, id);
    if (!now || !first) return "it was removed";
    const broken = crash(first, now);
    if (broken) return broken;
    const { Health: health } = now.State;
    if (health?.Status === "healthy") return undefined;
    if (health?.Status === "unhealthy") return `it is unhealthy: ${lastOutput(now)}`;
    if (!health || health.Status === "none") {
      say(`it has no HEALTHCHECK: it counts as healthy when it has run for ${STABLE / 1000} seconds`);
      // By our own clock: the engine's may be another machine's.
      if (Date.now() - since >= STABLE) return undefined;
    } else {
      say(`health: ${health.Status}`);
    }
    if (signal.aborted) return "the run was cancelled";
    if (Date.now() > until) return late(now);
    await pause(100, undefined, { signal }).catch(() => {});
  }
}

/** Whether a container is healthy at this moment. */
export function isHealthy({ State, RestartCount }: Inspection): boolean {
  if (!State.Running || State.Restarting) return false;
  if (State.Health && State.Health.Status !== "none") return State.Health.Status === "healthy";
  return RestartCount === 0;
}

// A restart policy makes a crash loop look like a running container most of the time.
function crash(first: Inspection, { State, RestartCount, HostConfig }: Inspection): string | undefined {
  const said = State.Error ? `: ${State.Error}` : "";
  // The engine says that it restarts a container only some time after it has ended.
  const isToRestart = !State.Running && ["always", "unless-stopped"].includes(HostConfig.RestartPolicy?.Name ?? "");
  if (State.Restarting || RestartCount > first.RestartCount || isToRestart)
    return `it keeps ending, with exit code ${State.ExitCode}${said}`;
  if (!State.Running) return `it ended with exit code ${State.ExitCode}${said}`;
  return undefined;
}

function lastOutput({ State }: Inspection): string {
  return State.Health?.Log?.at(-1)?.Output.trim().split("\n").at(-1) || "its health check fails";
}

function late({ State }: Inspection): string {
  const health = State.Health?.Status;
  return health ? `its health was still "${health}" at the deadline` : "it was not stable at the deadline";
}
