// Builds dist/: the command, the authoring library that a pipeline imports, and its declarations. Files are replaced in
// place and stale ones removed last, so that a command that runs meanwhile finds what it loads.
import { spawnSync } from "node:child_process";
import { chmod, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const { metafile } = await build({
  entryPoints: {
    cli: "cli/main.ts",
    import: "compiler/import.ts",
    authoring: "compiler/authoring/index.ts",
    testing: "compiler/testing/index.ts",
    "prepare-checker": "compiler/frontend/checker/prepare.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  metafile: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
});
await chmod("dist/cli.js", 0o755);

// The process that evaluates a pipeline may read no file but its own, so it shares no chunk with the command.
await build({
  entryPoints: { sandbox: "compiler/frontend/sandbox/main.ts" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  logLevel: "warning",
});

// What a pipeline imports, as one script for the context it is evaluated in.
await build({
  entryPoints: { library: "compiler/frontend/sandbox/library.ts" },
  outdir: "dist",
  bundle: true,
  format: "iife",
  globalName: "waybillLibrary",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});

// The page of a run, for browsers: one script without imports, and its style.
await build({
  entryPoints: { page: "runtime/report/page/main.mjs" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  logLevel: "warning",
});
await build({
  entryPoints: { page: "runtime/report/page/style.css" },
  outdir: "dist",
  minify: true,
  logLevel: "warning",
});

// What a snapshot is made of must be one file that imports nothing but modules of Node.
await build({
  entryPoints: { checker: "compiler/frontend/checker/main.ts" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "iife",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});

const tsc = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
if (tsc.status !== 0) process.exit(1);

// Declarations of what is public, and of what these name; TypeScript writes those of all files it has read.
const named = new Set();
const follow = async (file) => {
  if (named.has(file)) return;
  named.add(file);
  const text = await readFile(file, "utf8");
  const imports = text.matchAll(/\bfrom "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/g);
  for (const [, from, inline] of imports)
    await follow(resolve(dirname(file), (from ?? inline).replace(/\.[jt]s$/, ".d.ts")));
};
for (const name of ["authoring", "testing"]) await follow(resolve(`dist/types/compiler/${name}/index.d.ts`));
for (const entry of await readdir("dist/types", { recursive: true })) {
  const path = resolve("dist/types", entry);
  if (path.endsWith(".d.ts") && !named.has(path)) await rm(path);
}

for (const file of await readdir("dist/chunks").catch(() => [])) {
  const path = join("dist/chunks", file);
  if (!(path in metafile.outputs)) await rm(path);
}
