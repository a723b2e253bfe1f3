import { randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import Docker from "dockerode";
import { describe, expect, inject, it } from "vitest";
import type { Engine, RunningEngine } from "./description.ts";
import { startEngine } from "./machine/dockerd.mjs";

export type { Engine, MissingEngine, RunningEngine, TestRegistry } from "./description.ts";

/** The engine of this test run, or why there is none. */
export const engine: Engine = inject("waybillEngine");

/**
 * A `describe` that needs the engine. Without one its tests do not even load; when `CI` is set they fail instead.
 *
 * @example
 * describeDocker("the executor", ({ images }) => {
 *   it("runs a step", async () => { await docker().createContainer({ Image: images.busybox }); });
 * });
 */
export function describeDocker(name: string, suite: (engine: RunningEngine) => void): void {
  if (engine.available) {
    describe(name, () => suite(engine));
  } else if (process.env.CI) {
    it(name, () => void runningEngine());
  } else {
    describe.skip(name, () => it(`needs a Docker Engine: ${engine.reason}`, () => {}));
  }
}

/** @throws {Error} when there is no engine: call it only inside {@link describeDocker} */
export function runningEngine(): RunningEngine {
  if (!engine.available) throw new Error(`No Docker Engine: ${engine.reason}`);
  return engine;
}

/** A client of the engine. */
export function docker(): Docker {
  return new Docker({ socketPath: runningEngine().socketPath });
}

/** Credentials for the registry in the form that dockerode's `authconfig` takes: a new object each time, as it is consumed. */
export function registryAuth(): { username: string; password: string; serveraddress: string } {
  const { host, username, password } = runningEngine().registry;
  return { username, password, serveraddress: host };
}

/** A name that no other test uses: several runs may share one engine. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString("hex")}`;
}

/**
 * So many ports in a row that nothing listens on, for tests that publish a fixed one: below the range that Linux takes ports
 * for connections from, and elsewhere than those of other test runs on this machine.
 *
 * @returns the first of them
 */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(20_000, 32_000 - count);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** A container, a network, a volume or an image of the engine. */
interface Removable {
  readonly remove: (options: { readonly force: true; readonly v: true }) => Promise<unknown>;
}

/**
 * Removes things, the containers before the networks that they are in, and waits until the engine no longer has them: for a
 * moment a container that is being removed is still in its network and has its volumes. One that is gone already is fine.
 */
export async function remove(...things: readonly Removable[]): Promise<void> {
  await Promise.all(things.map(removeOne));
}

async function removeOne(thing: Removable): Promise<void> {
  for (;;) {
    try {
      // Of a network, the engine ignores the options.
      await thing.remove({ force: true, v: true });
    } catch (error) {
      const { statusCode = 0 } = error as { readonly statusCode?: number };
      if (statusCode === 404) return;
      // 403: a network with endpoints. 409: in use, or being removed.
      if (statusCode !== 403 && statusCode !== 409) throw error;
      await pause(50);
    }
  }
}

/** The label that every resource of a run carries. */
const RUN_LABEL = "dev.waybill.run";

/**
 * Asserts that no container, network or volume of a run is left.
 *
 * @param runId Default: any run. That holds only where no other test uses the engine at the same time.
 */
export async function expectNothingLeft(runId?: string, on: Docker = docker()): Promise<void> {
  const filters = { label: [runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    on.listContainers({ all: true, filters }),
    on.listNetworks({ filters }),
    on.listVolumes({ filters }),
  ]);
  const left = [
    ...containers.map(({ Names, State, Image }) => `container ${Names.join(" ")} (${State}, ${Image})`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
  expect(left, `a run has left behind:\n${left.join("\n")}\n`).toEqual([]);
}

export interface OtherEngine {
  readonly socketPath: string;
  readonly docker: Docker;
  /** Ends the engine and removes all that it holds. The guard does so too when the test's process dies. */
  readonly dispose: () => Promise<void>;
  /** Ends the engine's process (default: SIGTERM) and starts it anew on the same data. */
  readonly restart: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>;
}

/**
 * A second engine, as empty as another machine's: no image, no Swarm, no published ports. It reaches the same registry. Takes a second or two.
 *
 * @throws {Error} when this process may not start one: that takes root on Linux
 */
export async function otherEngine(): Promise<OtherEngine> {
  const { socketPath, stop, restart } = await startEngine({ publishes: false });
  return { socketPath, docker: new Docker({ socketPath }), dispose: stop, restart };
}
