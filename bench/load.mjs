// The runtime as one module, bundled on the spot: the benchmarks measure what is in the tree, not what was built last.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const ENTRY = `
export { run } from "./runtime/index.ts";
export { connect, dockerExecutor } from "./runtime/executors/docker/index.ts";
export { delivery } from "./runtime/delivery/index.ts";
export { maskersFor } from "./runtime/secrets/masker.ts";
export { hostExecutor } from "./runtime/executors/host/index.ts";
export { openStore } from "./runtime/store/store.ts";
export { schedule } from "./runtime/scheduler/index.ts";
`;

export async function loadRuntime() {
  // Below the tree, so that packages are found.
  const folder = join(root, "node_modules/.cache/waybill-bench");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `runtime-${process.pid}.mjs`);
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: "ts" },
      ...{ outfile, bundle: true, format: "esm", platform: "node", packages: "external", logLevel: "warning" },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}
