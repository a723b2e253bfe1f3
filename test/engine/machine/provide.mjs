/** The whole test bed: an engine, a registry with a password, a Swarm of one node, and images that need no network. */
import { readFileSync } from "node:fs";
import Docker from "dockerode";
import { makeLocalImage } from "../../../scripts/local-image.mjs";
import { startEngine } from "./dockerd.mjs";
import { createGuardedState } from "./guarded.mjs";
import { ensurePrograms, findRegistry } from "./packages.mjs";
import { startRegistry } from "./registry.mjs";

/** @typedef {import("../description.ts").Engine} Engine */
/** @typedef {import("../description.ts").RunningEngine} RunningEngine */
/** @typedef {{ engine: Engine, stop: () => Promise<void> }} Provided */
/** @typedef {(line: string) => void} Say */

/** Each image, and the published names it stands in for: those of the examples. */
const IMAGES = /** @type {const} */ ([
  ["busybox", ["busybox:1.36"]],
  ["node", ["node:20", "node:22", "node:24", "node:20-slim", "node:22-slim", "node:22-bookworm", "node:24-slim"]],
  ["python", ["python:3.11"]],
]);

/**
 * Uses the engine that `WAYBILL_TEST_ENGINE` describes, else starts one, else borrows the machine's own.
 * `WAYBILL_TEST_ENGINE=none` does without.
 *
 * @param {Say} say
 * @returns {Promise<Provided>}
 */
export async function provideEngine(say) {
  const given = process.env.WAYBILL_TEST_ENGINE;
  if (given === "none") return without("WAYBILL_TEST_ENGINE=none switches it off");
  if (given) return useDescribed(given);
  const lack = process.platform === "linux" && process.getuid?.() === 0 ? ensurePrograms(say) : "not root on Linux";
  if (lack !== undefined) return borrow(lack);
  return startPrivate().catch((error) => borrow(String(error)));
}

/** @param {string} file @returns {Promise<Provided>} */
async function useDescribed(file) {
  /** @type {RunningEngine} */
  const engine = JSON.parse(readFileSync(file, "utf8"));
  const answers = await new Docker({ socketPath: engine.socketPath }).ping().then(
    () => true,
    () => false,
  );
  if (!answers) return without(`the engine that ${file} describes does not answer at ${engine.socketPath}`);
  return { engine, stop: async () => {} };
}

/** @returns {Promise<Provided>} */
async function startPrivate() {
  const { socketPath, state, net, stop } = await startEngine();
  try {
    const docker = new Docker({ socketPath });
    const program = findRegistry();
    if (!program) throw new Error("docker-registry not found");
    const [registry] = await Promise.all([startRegistry(state, program), initSwarm(docker, net), makeImages(docker)]);
    return { engine: describe(socketPath, registry), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The machine's own engine: it keeps its images and its Swarm as they are, and loses what was added when the run ends.
 *
 * @param {string} lack why there is no private engine
 * @returns {Promise<Provided>}
 */
async function borrow(lack) {
  const socketPath = process.env.DOCKER_HOST?.replace(/^unix:\/\//, "") ?? "/var/run/docker.sock";
  const docker = new Docker({ socketPath });
  const info = await docker.info().catch(() => undefined);
  if (!info) return without(`${lack}, and no engine answers at ${socketPath}`);
  const program = findRegistry();
  if (!program) return without(`${lack}; an engine answers at ${socketPath}, but there is no docker-registry`);
  const { state, stop: removeRegistry } = await createGuardedState();
  const ownSwarm = info.Swarm?.LocalNodeState === "inactive";
  /** @type {string[]} */
  let made = [];
  const stop = async () => {
    for (const tag of made)
      await docker
        .getImage(tag)
        .remove()
        .catch(() => {});
    if (ownSwarm) await docker.swarmLeave({ force: true }).catch(() => {});
    await removeRegistry();
  };
  try {
    const registry = await startRegistry(state, program);
    // An engine in a virtual machine has another loopback interface than we have.
    await docker.checkAuth({ ...registry, serveraddress: registry.host });
    if (ownSwarm) await docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" });
    made = await makeImages(docker);
    return { engine: describe(socketPath, registry), stop };
  } catch (error) {
    await stop();
    return without(`${lack}; the engine at ${socketPath} is of no use: ${error}`);
  }
}

/** @param {string} socketPath @param {import("./registry.mjs").TestRegistry} registry @returns {RunningEngine} */
function describe(socketPath, { host, username, password }) {
  const images = { busybox: "busybox:local", node: "node:local", python: "python:local" };
  return { available: true, socketPath, registry: { host, username, password }, images, swarm: true };
}

/** @param {string} reason @returns {Provided} */
function without(reason) {
  return { engine: { available: false, reason }, stop: async () => {} };
}

/** @param {Docker} docker @param {import("./network.mjs").Net} net */
async function initSwarm(docker, net) {
  // Swarm would make this network itself, with a bridge of a fixed name that a second engine could not have.
  await docker.createNetwork({
    Name: "docker_gwbridge",
    Driver: "bridge",
    IPAM: { Driver: "default", Config: [{ Subnet: `${net.prefix}1.0/24` }] },
    Options: {
      "com.docker.network.bridge.name": net.gatewayBridge,
      "com.docker.network.bridge.enable_icc": "false",
      "com.docker.network.bridge.enable_ip_masquerade": "true",
    },
  });
  await docker.swarmInit({
    ListenAddr: `${net.loopback}:2377`,
    AdvertiseAddr: net.loopback,
    DataPathPort: net.dataPort,
  });
}

/** Leaves a published name alone that the engine has already. @param {Docker} docker @returns {Promise<string[]>} the tags */
async function makeImages(docker) {
  const images = await docker.listImages();
  const taken = new Set(images.flatMap(({ RepoTags }) => RepoTags ?? []));
  /** @type {string[]} */
  const made = [];
  for (const [kind, published] of IMAGES) {
    const tag = [`${kind}:local`, ...published.filter((name) => !taken.has(name))];
    await makeLocalImage(docker, { kind, tag });
    made.push(...tag);
  }
  return made;
}
