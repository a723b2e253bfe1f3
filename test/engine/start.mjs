/**
 * Starts the test engine in the foreground, for several test runs to share:
 *
 *   node test/engine/start.mjs --json /tmp/engine.json
 *   WAYBILL_TEST_ENGINE=/tmp/engine.json npx vitest run
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { provideEngine } from "./machine/provide.mjs";

const { json } = parseArgs({ options: { json: { type: "string" } } }).values;
if (!json) {
  console.error("usage: node test/engine/start.mjs --json FILE");
  process.exit(2);
}
delete process.env.WAYBILL_TEST_ENGINE;
const { engine, stop } = await provideEngine((line) => console.log(line));
if (!engine.available) {
  console.error(`No Docker Engine: ${engine.reason}`);
  process.exit(3);
}
writeFileSync(`${json}.new`, JSON.stringify(engine, undefined, 2));
renameSync(`${json}.new`, json);
console.log(`ready: WAYBILL_TEST_ENGINE=${json} (process ${process.pid}; end it to stop the engine)`);

const idle = setInterval(() => {}, 1 << 30);
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(name, async () => {
    rmSync(json, { force: true });
    await stop();
    clearInterval(idle);
  });
}
