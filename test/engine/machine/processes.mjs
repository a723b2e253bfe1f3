/** Daemons: started in a process group of their own, with a log file, and awaited with a bound. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {{ pid: number, log: string, exited: () => string | undefined }} Daemon */

/** @param {string} file @param {string[]} args @param {string} log @returns {Daemon} */
export function startDaemon(file, args, log) {
  const output = openSync(log, "a");
  const child = spawn(file, args, { detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  child.unref();
  /** @type {string | undefined} */
  let end;
  child.on("error", (error) => {
    end = error.message;
  });
  child.on("exit", (code, signal) => {
    end = signal ? `killed by ${signal}` : `exit code ${code}`;
  });
  return { pid: child.pid ?? 0, log, exited: () => end };
}

/**
 * Asks until the answer is yes, the daemon is dead or the time is over.
 *
 * @param {Daemon} daemon
 * @param {() => Promise<boolean>} isReady
 * @param {{ name: string, milliseconds: number }} options
 * @throws {Error} with the last lines of the daemon's log
 */
export async function waitUntilReady(daemon, isReady, { name, milliseconds }) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    if (await isReady().catch(() => false)) return;
    const end = daemon.exited();
    const trouble = end ?? (Date.now() > deadline ? `no answer within ${milliseconds / 1000} s` : undefined);
    if (trouble) throw new Error(`${name} did not start (${trouble}). The end of its log:\n${lastLines(daemon.log)}`);
    await sleep(50);
  }
}

/** @param {string} file */
function lastLines(file) {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {number} pid @param {number} milliseconds @returns {Promise<boolean>} whether it is gone */
export async function waitUntilGone(pid, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(30);
  }
  return true;
}
