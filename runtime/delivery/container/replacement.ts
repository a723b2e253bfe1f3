import type Docker from "dockerode";
import { isMissing } from "../../engine/api.ts";
import { type Clone, cloneOf, excludesItself } from "./clone.ts";
import { type Config, find, type Inspection } from "./inspection.ts";

/** What has been done. Between any two of these the old or the new container runs, whatever happens to us. */
export type Step =
  | "created"
  | "protected"
  | "started"
  | "healthy"
  | "old renamed"
  | "new renamed"
  | "switched"
  | "old removed";

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
  readonly after: AfterStep;
  /** Waits until the new container is healthy, and throws when it is not. */
  proveHealthy(id: string): Promise<void>;
}

/**
 * Puts a container of another image in the place of an old one, which is kept until the new one is healthy.
 *
 * Where both can run at once, the new one is started and proved beside the old one, and then takes its name. Where they
 * cannot, because of a fixed port or address, the new one takes the name first; stopping the one and starting the other
 * then follow each other directly. Before that the old one is given a restart policy with which the engine starts it again
 * if the machine fails in that moment.
 *
 * Throws whatever went wrong, and undoes nothing: see `bringBack`.
 */
export async function replace(replacement: Replacement): Promise<void> {
  const { engine, name, old, after, proveHealthy } = replacement;
  const id = await create(replacement);
  await after("created");
  const next = engine.getContainer(id);
  const previous = engine.getContainer(old.Id);
  const swapNames = async () => {
    await previous.rename({ name: previousName(name) });
    await after("old renamed");
    await next.rename({ name });
    await after("new renamed");
  };
  if (excludesItself(old)) {
    if (old.State.Running) await previous.update({ RestartPolicy: { Name: "always", MaximumRetryCount: 0 } });
    await after("protected");
    await swapNames();
    await stop(previous);
    await next.start();
    await after("switched");
    await proveHealthy(id);
    await after("healthy");
  } else {
    await next.start();
    await after("started");
    await proveHealthy(id);
    await after("healthy");
    await swapNames();
    await stop(previous);
  }
  await remove(engine, old.Id);
  await after("old removed");
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
    if (wasRunning && !old.State.Running) await engine.getContainer(old.Id).start();
    await engine.getContainer(old.Id).update({ RestartPolicy: { Name: Name || "no", MaximumRetryCount } });
  }
  if (other) await remove(engine, other.Id);
  if (next && next !== other) await remove(engine, next.Id);
  if (previous) await engine.getContainer(previous.Id).rename({ name });
}

async function create({ engine, name, old, like = old, reference }: Replacement): Promise<string> {
  const image = await engine
    .getImage(like.Image)
    .inspect()
    .catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  // Where the old image is gone, nobody can tell what came from it: everything is kept.
  const { create, connect }: Clone = cloneOf(like, (image?.Config ?? {}) as Config, reference);
  const made = await engine.createContainer({ ...(create as Docker.ContainerCreateOptions), name: nextName(name) });
  for (const [network, endpoint] of Object.entries(connect)) {
    await engine
      .getNetwork(network)
      .connect({ Container: made.id, EndpointConfig: endpoint as Docker.EndpointSettings });
  }
  return made.id;
}

async function stop(container: Docker.Container): Promise<void> {
  // 304: it has stopped already.
  await container.stop().catch((error: { statusCode?: number }) => {
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
