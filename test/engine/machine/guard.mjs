/**
 * Cleans up after an engine when its owner asks for it or dies: both end this process's standard input, however hard the
 * owner was killed. Started as `node guard.mjs <state folder without its trailing slash>`.
 */
import { cleanUp } from "./clean.mjs";

const state = process.argv[2];
if (!state) throw new Error("Which engine is to be guarded?");
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(name, () => {});
process.stdin.resume();
process.stdin.on("end", () => {
  cleanUp(state).then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
