import type Docker from "dockerode";
import { findEndpoint } from "../../engine/address.ts";
import { connect } from "../../engine/connect.ts";
import { cacheFolder } from "../../store/location.ts";
import { makeRunFolder, reapRunFolders } from "../../store/run-folder.ts";
import { checkoutRefusals } from "../checkout.ts";
import { treesFolder } from "../../tree/snapshot.ts";
import type { Executor } from "../executor.ts";
import { identify } from "./identity.ts";
import { imagesOf } from "./images.ts";
import { labelsOf } from "./labels.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { dockerSession } from "./session.ts";
import { treesOf, type Way } from "./workspace-mounts.ts";

export { connect } from "../../engine/connect.ts";
export { reap } from "./sweep.ts";

export interface DockerOptions {
  /** As `DOCKER_HOST` takes it. Default: the engine that the `docker` command would use. */
  readonly address?: string;
  /** Of each job. Default: nine tenths of the engine's memory, and 8192 processes. */
  readonly limits?: Limits;
  /** The first way to try of getting the source tree to the engine. Default: by what the address allows. */
  readonly trees?: Way;
  /** Milliseconds in which an engine that has gone away may come back before the clean-up is given up. Default: 30,000. */
  readonly absence?: number;
  /** Folder for this machine's part of the source trees. Default: in the user's cache. */
  readonly folder?: string;
}

/**
 * Runs each job in containers of a Docker Engine.
 *
 * @example
 * ```ts
 * const session = await dockerExecutor().open({ id: "1", root: process.cwd() });
 * ```
 */
export function dockerExecutor(options: DockerOptions = {}): Executor {
  let connection: Promise<Docker> | undefined;
  const connected = () => {
    connection ??= connect(options.address);
    connection.catch(() => {
      connection = undefined;
    });
    return connection;
  };
  return {
    name: "docker",
    refusals: checkoutRefusals,
    identify: async (images) => identify(await connected(), images),
    async open({ id, root }) {
      const engine = await connected();
      const labels = labelsOf(id);
      const base = options.folder ?? cacheFolder();
      const folder = await makeRunFolder(base, id);
      const absence = options.absence ?? 30_000;
      const limits = options.limits ? Promise.resolve(options.limits) : defaultLimits(engine);
      limits.catch(() => {});
      const way = options.trees ?? firstWay(options.address);
      const trees = treesOf({ engine, root, folder, kept: treesFolder(base), labels, way });
      const tracked = tracking();
      // In passing, and never a reason for this run to fail. What else dead runs have left goes when this one is swept up.
      tracked.track(reapRunFolders(base)).catch(() => {});
      return dockerSession({ engine, labels, limits, images: imagesOf(engine), trees, absence, ...tracked }, id);
    },
  };
}

/** Only an engine behind a socket of this machine can see this machine's files; whether it does shows at the first mount. */
function firstWay(address: string | undefined): Way {
  return findEndpoint(address).address.startsWith("unix://") ? "host" : "engine";
}

function tracking() {
  const pending = new Set<Promise<unknown>>();
  return {
    track<T>(work: Promise<T>): Promise<T> {
      pending.add(work);
      const forget = () => pending.delete(work);
      work.then(forget, forget);
      return work;
    },
    async settled() {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}
