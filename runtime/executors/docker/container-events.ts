import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { engineEvents } from "../../engine/events.ts";

/** Something that was done to a container from outside. */
export interface DoneTo {
  /** `oom`: a process in it was killed for its memory; `kill`: the engine sent it a signal. */
  readonly action: "oom" | "kill";
  /** By the engine's clock, in milliseconds since the epoch. */
  readonly at: number;
  /** Of a `kill`: its number. */
  readonly signal?: string;
}

interface ContainerEvent {
  readonly Action: DoneTo["action"];
  readonly timeNano: number;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

/** What the engine remembers to have been done to a container that has ended, while it ran. */
export async function doneTo(
  engine: Docker,
  container: Docker.Container,
  { StartedAt, FinishedAt }: { readonly StartedAt: string; readonly FinishedAt: string },
): Promise<readonly DoneTo[]> {
  // Both by the engine's clock, so that it has nothing to wait for.
  const [since, until] = [seconds(StartedAt), seconds(FinishedAt)];
  const filters = { container: [container.id], event: ["oom", "kill"] };
  const answer = (await engine.getEvents({ since, until, filters } as never)) as unknown as Readable;
  const found: DoneTo[] = [];
  for await (const event of engineEvents(answer)) {
    const { Action: action, timeNano, Actor } = event as unknown as ContainerEvent;
    const { signal } = Actor.Attributes;
    found.push({ action, at: timeNano / 1e6, ...(signal !== undefined && { signal }) });
  }
  return found;
}

/** As the engine's API has times: seconds, a point and nanoseconds. */
function seconds(time: string): string {
  const [, fraction = "0"] = /\.(\d+)/.exec(time) ?? [];
  return `${Math.floor(Date.parse(time) / 1000)}.${fraction.padEnd(9, "0")}`;
}
