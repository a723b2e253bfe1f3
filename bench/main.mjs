// npm run bench: every benchmark that this machine can run, one after the other. What it lacks is said in a line, and skips
// the benchmarks that need it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadRuntime } from "./load.mjs";

const image = process.env.BENCH_IMAGE ?? "busybox:local";

/** Why the engine cannot be used; undefined: it can. */
async function withoutEngine() {
  const { connect } = await loadRuntime();
  try {
    const engine = await connect();
    await engine.getImage(image).inspect();
    return undefined;
  } catch (error) {
    const { diagnostics = [], message } = error;
    if (error.statusCode === 404)
      return `the engine has no image ${image}; docker pull busybox && docker tag busybox ${image}`;
    return diagnostics[0]?.message ?? message;
  }
}

function withoutTestEngine() {
  const file = process.env.WAYBILL_TEST_ENGINE;
  if (file !== undefined && existsSync(file)) return undefined;
  return "it needs a test engine: node test/engine/start.mjs --json FILE, then WAYBILL_TEST_ENGINE=FILE";
}

const noEngine = await withoutEngine();
const benchmarks = [
  ["compile", undefined],
  ["run", noEngine],
  ["peers", noEngine],
  ["delivery", withoutTestEngine()],
];
for (const [name, lacks] of benchmarks) {
  if (lacks !== undefined) {
    process.stdout.write(`${name}: skipped: ${lacks}\n`);
    continue;
  }
  const file = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
