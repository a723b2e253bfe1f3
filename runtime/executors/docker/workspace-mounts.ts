import { lstatSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import type { MountSettings } from "dockerode";
import type { EngineError } from "../../engine/api.ts";
import { packTree } from "../../tree/pack.ts";
import { repositoryOf } from "../../tree/repository.ts";
import { type Snapshot, snapshotOf, snapshotPath } from "../../tree/snapshot.ts";
import { WORKSPACE } from "./shell.ts";
import { createVolume, removeVolume, type Volume } from "./volumes.ts";

/**
 * The ways in which a job gets its private tree, from the quickest to the one that always works:
 * - `host`: one snapshot on this machine a run, and an overlay over it a job. The engine has to see this machine's files.
 * - `engine`: one snapshot in a volume of the engine a run, sent as a tar stream, and an overlay over it a job.
 * - `stream`: a tar stream into a volume of its own for each job.
 */
export type Way = "host" | "engine" | "stream";

/** Where a job's container has the history of its repository, which nothing in it can change. */
const OBJECTS = "/.waybill/objects";

const NEXT: Readonly<Record<Way, Way | undefined>> = { host: "engine", engine: "stream", stream: undefined };

/** A tree for one attempt of a job: the mount, what to do before the container starts, and what to remove after it. */
export interface TreeMount {
  readonly way: Way;
  /** That of the tree, and that of the history, where the tree has a repository. */
  readonly mounts: readonly MountSettings[];
  /** The tree has a repository. */
  readonly repository: boolean;
  /**
   * Resolves when what the mount shows is there: a container can be made before, and started only after. It tells a path
   * in the working directory by which a tree is known to be that of the run; undefined where the tree is empty.
   */
  readonly ready: Promise<string | undefined>;
  fill?(container: Docker.Container): Promise<void>;
  /** In the order in which they can be removed. */
  readonly volumes: readonly string[];
}

export interface Trees {
  /** @param image - On the engine; some ways need a container to reach a volume through. */
  mount(image: string): Promise<TreeMount>;
  /** A tree with nothing in it. */
  empty(): Promise<TreeMount>;
  /** Gives up a way, as the engine cannot mount such a tree. Whether there is another, which is taken from then on. */
  giveUp(way: Way): boolean;
  /** @param unused - No container has a tree mounted any more: the snapshot can be kept for the next run. */
  close(unused: boolean): Promise<void>;
}

export interface TreesOptions {
  readonly engine: Docker;
  /** The user's tree. */
  readonly root: string;
  /** Where this run may put its snapshot, on this machine. */
  readonly folder: string;
  /** Where snapshots are kept between runs. */
  readonly kept: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly way: Way;
}

export function treesOf({ engine, root, folder, kept, labels, way: first }: TreesOptions): Trees {
  let way = first;
  let snapshots: Promise<Snapshot> | undefined;
  /** What all jobs of the run begin with: what the user edits meanwhile is not seen by some of them only. */
  const snapshot = () => {
    snapshots ??= (async () => {
      const made = await snapshotOf({ root, kept, folder });
      const git = join(made.path, ".git");
      // The one that an earlier run has left.
      await rm(git, { recursive: true, force: true });
      await (await repository)?.write(git, OBJECTS);
      return made;
    })();
    return snapshots;
  };
  // On other ways the engine does not see the history.
  const repository = first === "host" ? repositoryOf(root).catch(() => undefined) : undefined;
  snapshot().catch(() => {});
  let histories: Promise<Volume> | undefined;
  /** The repository's objects as a volume: it is labelled, and a fault shows when it is mounted, as those of trees do. */
  const history = (device: string) => {
    histories ??= createVolume(engine, { labels, options: { type: "none", device, o: "bind,ro" } });
    return histories;
  };
  /** The witness that {@link TreeMount.ready} tells; what has gone since it was listed is not in the copy. */
  const witness = () => {
    const found = snapshot().then(
      ({ path, entries }) =>
        entries.find((entry) => lstatSync(join(path, entry.path), { throwIfNoEntry: false }))?.path,
    );
    // A job that fails before it waits for its tree leaves this promise to nobody.
    found.catch(() => {});
    return found;
  };
  const send = async (container: Docker.Container) => {
    const { path, entries } = await snapshot();
    await container.putArchive(packTree(path, entries), { path: WORKSPACE });
  };

  let bases: Promise<string> | undefined;
  const base = (image: string) => {
    bases ??= (async () => {
      const volume = await createVolume(engine, { labels });
      const container = await engine.createContainer({
        ...{ Image: image, Entrypoint: ["none"], Labels: { ...labels } },
        HostConfig: { NetworkMode: "none", Mounts: [plainMount(volume.name)] },
      });
      try {
        await send(container);
      } finally {
        await container.remove({ force: true });
      }
      return volume.path;
    })();
    // Its image may have gone; that of the next job, or the same one pulled again, does.
    bases.catch(() => {
      bases = undefined;
    });
    return bases;
  };

  /** A tree that lies over another one; undefined where the engine has no such volumes. */
  const overlay = async (lower: string): Promise<TreeMount | undefined> => {
    const tried = way;
    const found = tried === "host" ? await repository : undefined;
    const objects = found && plainMount((await history(found.objects)).name, OBJECTS);
    const [upper, work] = await Promise.all([createVolume(engine, { labels }), createVolume(engine, { labels })]);
    const options = {
      ...{ type: "overlay", device: "overlay" },
      o: `lowerdir=${lower},upperdir=${upper.path},workdir=${work.path}`,
    };
    const name = `${upper.name}-tree`;
    const volumes = [name, upper.name, work.name];
    // Podman ignores options that a container's mount brings along, so the volume is made on its own, and looked at.
    const made = await createVolume(engine, { labels, name, options }).catch((error: EngineError) => {
      if (error.statusCode === undefined) throw error;
      return undefined;
    });
    if (made?.options.o === options.o) {
      const mounts = [plainMount(name), ...(objects ? [{ ...objects, ReadOnly: true }] : [])];
      return { way: tried, mounts, repository: objects !== undefined, ready: witness(), volumes };
    }
    for (const volume of volumes) await removeVolume(engine, volume);
    return undefined;
  };

  const giveUp = (tried: Way) => {
    // Another job may have found out before.
    if (tried !== way) return true;
    const next = NEXT[way];
    if (!next) return false;
    way = next;
    return true;
  };

  return {
    async mount(image) {
      const path = snapshotPath(folder);
      // These would end the path in the mount's options; there is no way to quote them.
      if (way === "host" && /[,:\\]/.test(path)) way = "engine";
      while (way !== "stream") {
        const tried = way;
        const tree = await overlay(tried === "host" ? path : await base(image));
        if (tree) return tree;
        giveUp(tried);
      }
      const volume = await createVolume(engine, { labels });
      const mounts = [plainMount(volume.name)];
      return { way, mounts, repository: false, ready: witness(), fill: send, volumes: [volume.name] };
    },
    async empty() {
      const volume = await createVolume(engine, { labels });
      const ready = Promise.resolve(undefined);
      return { way, mounts: [plainMount(volume.name)], repository: false, ready, volumes: [volume.name] };
    },
    giveUp,
    async close(unused) {
      const taken = await snapshots?.catch(() => undefined);
      // A run that cannot keep it has lost nothing but time.
      if (unused) await taken?.keep().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function plainMount(volume: string, target = WORKSPACE): MountSettings {
  const options = { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} } };
  return { Type: "volume", Source: volume, Target: target, VolumeOptions: options };
}
