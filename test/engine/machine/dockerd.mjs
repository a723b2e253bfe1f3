/** A private Docker Engine: own files, own socket, own containerd, own network. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { createGuardedState } from "./guarded.mjs";
import { takeNetwork } from "./network.mjs";
import { startDaemon, waitUntilGone, waitUntilReady } from "./processes.mjs";
import { writeOwner } from "./state.mjs";

/**
 * @typedef {object} PrivateEngine
 * @property {string} socketPath
 * @property {string} state the folder that goes when the engine is stopped
 * @property {import("./network.mjs").Net} net
 * @property {() => Promise<void>} stop ends the engine and removes all that it made
 * @property {(signal?: "SIGTERM" | "SIGKILL") => Promise<void>} restart ends the engine's process (default: SIGTERM) and starts it anew on the same data
 */

/**
 * @param {{ readonly publishes?: boolean }} [options] publishes: whether containers may publish ports (default true). An engine
 *   that does writes the machine's packet filter anew when it starts, under the feet of any other engine
 * @returns {Promise<PrivateEngine>}
 * @throws {Error} when dockerd does not come up; nothing is left then
 */
export async function startEngine({ publishes = true } = {}) {
  const { state, stop } = await createGuardedState();
  try {
    const net = takeNetwork((slot) => writeOwner(state, { slot }));
    const socketPath = join(state, "docker.sock");
    /** @type {"overlay2" | "vfs"} */
    let driver = "overlay2";
    await runDockerd({ state, net, publishes, driver }).catch((error) => {
      // A folder that is itself on an overlay has no place for another.
      if (!/driver not supported|error initializing graphdriver/.test(String(error))) throw error;
      driver = "vfs";
      return runDockerd({ state, net, publishes, driver });
    });
    return {
      ...{ socketPath, state, net, stop },
      async restart(signal = "SIGTERM") {
        const pid = Number(readFileSync(join(state, "dockerd.pid"), "utf8"));
        process.kill(pid, signal);
        if (!(await waitUntilGone(pid, 60_000))) throw new Error("dockerd does not end");
        // Its containerd dies with it, a moment later; a new engine would take it for one that lives.
        const containerd = join(state, "exec/containerd/containerd.pid");
        if (existsSync(containerd)) await waitUntilGone(Number(readFileSync(containerd, "utf8")), 60_000);
        await runDockerd({ state, net, publishes, driver });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {{ state: string, net: import("./network.mjs").Net, publishes: boolean, driver: "overlay2" | "vfs" }} engine */
async function runDockerd({ state, net, publishes, driver }) {
  // The machine's own settings are for its own engine.
  writeFileSync(join(state, "daemon.json"), JSON.stringify(settings(state)));
  const args = [
    ...["--host", `unix://${state}/docker.sock`, "--pidfile", `${state}/dockerd.pid`],
    ...["--data-root", `${state}/data`, "--exec-root", `${state}/exec`, "--config-file", `${state}/daemon.json`],
    ...["--storage-driver", driver, "--bridge", net.bridge],
    ...["--default-address-pool", `base=${net.prefix}128.0/17,size=24`],
    `--iptables=${publishes}`,
    ...["--insecure-registry", "127.0.0.0/8", "--shutdown-timeout", "1", "--log-level", "warn"],
  ];
  // A containerd that is up already would be shared: a name space of our own keeps its other users out of sight.
  if (existsSync("/run/containerd/containerd.sock")) {
    const name = `waybill-${net.slot}`;
    args.push("--containerd-namespace", name, "--containerd-plugins-namespace", `${name}-plugins`);
  }
  const daemon = startDaemon("dockerd", args, join(state, "dockerd.log"));
  const docker = new Docker({ socketPath: join(state, "docker.sock") });
  await waitUntilReady(daemon, async () => String(await docker.ping()) === "OK", {
    name: "dockerd",
    milliseconds: 60_000,
  });
}

/**
 * Before version 23 an engine takes its ID from a key in `/etc/docker`, which all engines of a machine would share;
 * later ones keep it with their data, and some refuse the setting.
 *
 * @param {string} state
 */
function settings(state) {
  const version = execFileSync("dockerd", ["--version"], { encoding: "utf8" });
  return Number(/version (\d+)/.exec(version)?.[1]) < 23 ? { "deprecated-key-path": join(state, "key.json") } : {};
}
