import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { isMissing, wordsOf } from "../../engine/api.ts";
import { cloneOf, endpointOf, excludesItself } from "./clone.ts";
import { isHealthy } from "./health.ts";
import { type Config, find, type Inspection } from "./inspection.ts";
import { lendAliases, type Membership, membershipsOf, reconnect } from "./networks.ts";

/** What has been done. Between any two of these the old or the new container runs, whatever happens to us. */
export type Step =
  | "created"
  | "protected"
  | "started"
  | "healthy"
  | "aliases given"
  | "old renamed"
  | "new renamed"
  | "switched"
  | "old removed";

/** Milliseconds that clients have for requests to an address that they asked for just before the old container lost its aliases. */
const DRAIN = 1000;

/** Called after each step; a test that throws here is the power loss. */
export type AfterStep = (step: Step) => Promise<void> | void;

export const nextName = (name: string) => `${name}-waybill-next`;
export const previousName = (name: string) => `${name}-waybill-previous`;

export interface Replacement {
  readonly engine: Docker;
  readonly name: string;
  readonly old: Inspection;
  /** Whose settings the new one gets. Default: those of the old one. */
  readonly like?: Inspection;
  readonly reference: string;
  /** Default: the old one runs until the new one is healthy, where both can run at once. */
  readonly order?: "start-first" | "stop-first" | undefined;
  readonly after: AfterStep;
  /** Waits until the new container is healthy, and throws when it is not. */
  proveHealthy(id: string): Promise<void>;
}

/**
 * Puts a container of another image in the place of an old one, which is kept until the new one is healthy.
 *
 * Where both can run at once, the new one is started and proved beside the old one; then it gets the aliases and the name, the
 * old one loses its aliases, and stops when nobody is sent to it any more. Where they cannot, because of a fixed port or address
 * or because of `order`, the new one takes the name first; stopping the one and starting the other then follow each other
 * directly. Before that the old one is given a restart policy with which the engine starts it again if the machine fails in that
 * moment.
 *
 * Throws whatever went wrong, and undoes nothing: see `bringBack`.
 */
export async function replace(replacement: Replacement): Promise<void> {
  const { engine, name, old, like = old, after, proveHealthy } = replacement;
  const id = await create(replacement);
  await after("created");
  const next = engine.getContainer(id);
  const previous = engine.getContainer(old.Id);
  const swapNames = async (aliasesIn: (membership: Membership) => readonly string[]) => {
    const found = await reconnect(engine, { id: old.Id, name: previousName(name), aliasesIn });
    await after("old renamed");
    await next.rename({ name });
    await after("new renamed");
    return found;
  };
  if (stopsFirst(replacement)) {
    if (old.State.Running && !old.State.Restarting) await protect(previous);
    await after("protected");
    if (old.State.Restarting) await stop(previous);
    await swapNames(({ aliases }) => aliases);
    await stop(previous);
    await next.start();
    await after("switched");
    await proveHealthy(id);
    await after("healthy");
    if (!excludesItself(old)) await join(engine, { id, like, name });
    await after("aliases given");
  } else {
    await next.start();
    await after("started");
    await proveHealthy(id);
    await after("healthy");
    await join(engine, { id, like, name });
    await after("aliases given");
    if (await swapNames(() => [])) await pause(DRAIN);
    const now = await find(engine, id);
    if (!now || !isHealthy(now)) throw new Error("it was no longer healthy after it had taken over");
    await stop(previous);
  }
  await remove(engine, old.Id);
  await after("old removed");
}

/** One that crashes in this very moment cannot be changed, and does not run anyway. */
async function protect(container: Docker.Container): Promise<void> {
  await container.update({ RestartPolicy: { Name: "always", MaximumRetryCount: 0 } }).catch((error: unknown) => {
    if (!/not running/.test(wordsOf(error))) throw error;
  });
}

/** True when the old container has to stop before the new one starts. */
export function stopsFirst({ old, order }: Pick<Replacement, "old" | "order">): boolean {
  return order === "stop-first" || old.State.Restarting || excludesItself(old);
}

interface Joining {
  readonly id: string;
  /** Whose aliases it gets. */
  readonly like: Inspection;
  /** Further alias: the name, which belongs to nobody while it moves. */
  readonly name: string;
}

async function join(engine: Docker, { id, like, name }: Joining): Promise<void> {
  const given = new Map(membershipsOf(like).map((membership) => [membership.name, membership.aliases]));
  const aliasesIn = (membership: Membership) => [...new Set([...(given.get(membership.name) ?? []), name])];
  await reconnect(engine, { id, aliasesIn });
}

/**
 * Mends what an interrupted replacement left: the new container stays when it has the name and is healthy, else the old one
 * is brought back.
 *
 * @returns what was done, in words; `undefined` when there was nothing to mend
 */
export async function heal(
  engine: Docker,
  name: string,
  healthy: (one: Inspection) => boolean,
): Promise<string | undefined> {
  const [current, next, previous] = await Promise.all(
    [name, nextName(name), previousName(name)].map((one) => find(engine, one)),
  );
  if (previous && current && healthy(current)) {
    await stop(engine.getContainer(previous.Id));
    await remove(engine, previous.Id);
    return `a deploy that was interrupted had finished but for the old container, which is removed`;
  }
  if (!previous && !next) return undefined;
  await bringBack(engine, name);
  return `a deploy that was interrupted is undone: what ran before it runs again`;
}

/** Gives the old container its name, its restart policy and its work back, from wherever a replacement has stopped. */
export async function bringBack(engine: Docker, name: string): Promise<void> {
  const [current, next, previous] = await Promise.all(
    [name, nextName(name), previousName(name)].map((one) => find(engine, one)),
  );
  const old = previous ?? current;
  const other = previous && current ? current : next;
  if (old && other) {
    // The new one has the policy that the old one had before it was protected.
    const { Name, MaximumRetryCount } = other.HostConfig.RestartPolicy;
    const wasRunning = old.State.Running || old.HostConfig.RestartPolicy.Name === "always" || other.State.Running;
    if (excludesItself(old)) await stop(engine.getContainer(other.Id));
    await lendAliases(engine, { from: other, to: old, except: name });
    if (wasRunning && !old.State.Running) await start(engine.getContainer(old.Id));
    const { Name: present } = old.HostConfig.RestartPolicy;
    if ((present || "no") !== (Name || "no")) {
      await engine.getContainer(old.Id).update({ RestartPolicy: { Name: Name || "no", MaximumRetryCount } });
    }
  }
  if (other) await remove(engine, other.Id);
  if (next && next !== other) await remove(engine, next.Id);
  if (previous) await reconnect(engine, { id: previous.Id, name, aliasesIn: ({ aliases }) => aliases });
}

async function create({ engine, name, old, like = old, reference }: Replacement): Promise<string> {
  const image = await engine
    .getImage(like.Image)
    .inspect()
    .catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  // While it is not healthy, nobody is sent to it. What has a port or an address to itself is alone, healthy or not.
  const aliased = excludesItself(old);
  // Where the old image is gone, nobody can tell what came from it: everything is kept.
  const settings = { image: (image?.Config ?? {}) as Config, reference, holder: old.Id, aliased };
  const { create, connect } = cloneOf(like, settings);
  const made = await engine.createContainer({ ...(create as Docker.ContainerCreateOptions), name: nextName(name) });
  for (const membership of connect) {
    const EndpointConfig = endpointOf(membership, aliased) as unknown as Docker.EndpointSettings;
    await engine.getNetwork(membership.network).connect({ Container: made.id, EndpointConfig });
  }
  return made.id;
}

const stop = (container: Docker.Container): Promise<void> => unlessDone(container.stop());
/** The restart policy of a container may have started it meanwhile. */
const start = (container: Docker.Container): Promise<void> => unlessDone(container.start());

/** 304: it has stopped, or started, already. */
async function unlessDone(change: Promise<unknown>): Promise<void> {
  await change.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 304) throw error;
  });
}

async function remove(engine: Docker, id: string): Promise<void> {
  // Its volumes are the new one's now.
  await engine
    .getContainer(id)
    .remove({ force: true, v: false })
    .catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
}
