/** A state folder with a guard: a process that outlives its owner by as long as it takes to clean up. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { cleanUp } from "./clean.mjs";
import { createState, staleStates } from "./state.mjs";

/** @typedef {{ state: string, stop: () => Promise<void> }} GuardedState */

/**
 * Sweeps first what owners have left whose guard was killed as well.
 *
 * @returns {Promise<GuardedState>} `stop` ends everything that was started in the folder, and removes it
 */
export async function createGuardedState() {
  for (const stale of staleStates()) await cleanUp(stale);
  const state = createState();
  const guard = spawn(process.execPath, [fileURLToPath(new URL("guard.mjs", import.meta.url)), state], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  guard.unref();
  /** @type {Promise<void> | undefined} */
  let stopped;
  const stop = async () => {
    guard.ref();
    const ended = once(guard, "exit");
    guard.stdin.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`The engine in ${state} was not cleaned up`);
  };
  return {
    state,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
