/** Removes all that one private engine has made: its processes, mounts, bridges and files. Safe to run twice. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { releaseNetwork } from "./network.mjs";
import { isAlive, waitUntilGone } from "./processes.mjs";
import { claimCleaning, readOwner } from "./state.mjs";

/** @param {string} state the engine's folder */
export async function cleanUp(state) {
  if (!existsSync(state) || !claimCleaning(state)) return;
  const slot = readOwner(state)?.slot;
  // A daemon that is asked takes its containers, and its containerd, down with it.
  const daemons = processesOf(state, /^(dockerd|buildkitd|docker-registry|registry)$/);
  for (const pid of daemons) signal(pid, "SIGTERM");
  for (let patience = 100; patience > 0 && daemons.some(isAlive); patience--) {
    await sleep(200);
    // The daemon would give each container ten seconds to end in good order.
    for (const pid of containerProcesses(state)) signal(pid, "SIGKILL");
  }
  for (const pid of processesOf(state, /^(dockerd|buildkitd|docker-registry|registry|containerd.*)$/)) {
    signal(pid, "SIGKILL");
    await waitUntilGone(pid, 2_000);
  }
  for (const pid of containerProcesses(state)) {
    signal(pid, "SIGKILL");
    await waitUntilGone(pid, 2_000);
  }
  removeControlGroups(state);
  for (const mount of mountsUnder(state)) {
    try {
      execFileSync("umount", ["-l", mount], { stdio: "ignore" });
    } catch {
      // went with another mount
    }
  }
  if (slot !== undefined) releaseNetwork(slot);
  rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Programs of these names that were started with the folder in their command line.
 *
 * @param {string} state
 * @param {RegExp} name
 */
function processesOf(state, name) {
  return pids().filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return name.test(basename(command.split("\0")[0] ?? "")) && command.includes(`${state}/`);
  });
}

/** @param {string} state */
function containerIds(state) {
  const folder = join(state, "data/containers");
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** What runs in the engine's containers, whether or not the engine still does. @param {string} state */
function containerProcesses(state) {
  const ids = containerIds(state);
  if (ids.length === 0) return [];
  return pids().filter((pid) => {
    const group = read(`/proc/${pid}/cgroup`);
    return ids.some((id) => group.includes(id));
  });
}

/** A daemon that was killed leaves the empty groups of its containers. @param {string} state */
function removeControlGroups(state) {
  const root = "/sys/fs/cgroup";
  for (const id of containerIds(state)) {
    // One hierarchy (version 2), or one a controller (version 1).
    for (const hierarchy of ["", ...readdirSync(root)]) {
      try {
        rmdirSync(join(root, hierarchy, "docker", id));
      } catch {
        // not there, or gone with its container
      }
    }
  }
}

/** Innermost first. @param {string} state @returns {string[]} */
function mountsUnder(state) {
  return read("/proc/self/mountinfo")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(`${state}/`))
    .reverse();
}

function pids() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}
