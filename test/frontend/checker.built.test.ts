import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { expect, it } from "vitest";
import { SAMPLE } from "../../compiler/frontend/checker/sample.ts";
import { repository } from "../repository.ts";
import { compiled, type Files, folder, HEAD, pipelineWith } from "./project.ts";

const cli = join(repository, "dist/cli.js");

/** A user's cache folder, and where the snapshots are in it. */
function home() {
  const XDG_CACHE_HOME = folder({});
  const snapshots = join(XDG_CACHE_HOME, "waybill/checker");
  const names = () => (existsSync(snapshots) ? readdirSync(snapshots) : []);
  const prepare = () =>
    execa(process.execPath, [join(repository, "dist/prepare-checker.js")], { env: { XDG_CACHE_HOME } });
  return { env: { XDG_CACHE_HOME, CI: "true" }, snapshots, names, prepare };
}

/** What `waybill check` prints, without a cache of the compilation itself. */
async function check(files: Files, env: Readonly<Record<string, string>>): Promise<string> {
  const root = folder({ ...files, "package.json": "{}\n" });
  const { all } = await execa(process.execPath, [cli, "check", "pipeline.ts"], {
    ...{ cwd: root, env, all: true, reject: false },
  });
  return all;
}

const PROJECTS: Readonly<Record<string, Files>> = {
  "one that is well": { "pipeline.ts": SAMPLE },
  "errors of types, and what a pipeline cannot have": {
    "pipeline.ts": pipelineWith(
      "timeout: 5",
      'import { readFileSync } from "node:fs";\nconst home = process.env.HOME;\n',
    ),
  },
  "a syntax error": { "pipeline.ts": `${HEAD}const = 1;\n` },
  "no conditions": { "pipeline.ts": pipelineWith("when: (run) => run.branch.split('/').length > 1") },
  "conditions that only evaluation can judge": {
    "pipeline.ts": pipelineWith("when: (run) => PATTERNS[0]!.test(run.branch ?? '')", "const PATTERNS = [/a(?=b)/];\n"),
  },
  "a throw in an imported file": {
    "pipeline.ts": pipelineWith("env: { A: name() }", 'import { name } from "./name.ts";\n'),
    "name.ts": 'export function name(): string {\n  throw new Error("no name");\n}\n',
  },
  "a package that wants a module of Node": {
    "pipeline.ts": pipelineWith("env: { A: run() }", 'import { run } from "pkg";\n'),
    "node_modules/pkg/package.json":
      '{ "name": "pkg", "version": "1.0.0", "types": "index.d.ts", "main": "index.js" }\n',
    "node_modules/pkg/index.d.ts": "export declare function run(): string;\n",
    "node_modules/pkg/index.js": 'exports.run = () => require("fs").readFileSync("x", "utf8");\n',
  },
  "no pipeline at all": { "pipeline.ts": "export default 5;\n" },
  "libraries and paths of its own": {
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        ...{ target: "es2023", lib: ["es2023"], strict: true, module: "esnext", moduleResolution: "bundler" },
        paths: { "#parts/*": ["./parts/*"] },
      },
    }),
    "parts/name.ts": "export const name = [1, 2, 3].toSorted().at(-1).toFixed();\n",
    "pipeline.ts": pipelineWith("env: { A: name }", 'import { name } from "#parts/name.ts";\n'),
  },
};

it("judges as a check without it", async () => {
  const { env, prepare } = home();
  await prepare();
  const bare = home();
  for (const [what, files] of Object.entries(PROJECTS)) {
    const without = await check(files, bare.env);
    expect.soft(without, what).not.toBe("");
    expect.soft(await check(files, env), what).toBe(without);
  }
});

it("is made of a pipeline without mistakes", async () => {
  const { graph, diagnostics } = await compiled({ "pipeline.ts": SAMPLE });
  expect(diagnostics).toEqual([]);
  expect(graph?.jobs.length).toBeGreaterThan(5);
});

it("is made once, and saves loading TypeScript", async () => {
  const { env, names, prepare } = home();
  await prepare();
  const [name, ...others] = names();
  expect(others).toEqual([]);
  expect(name).toMatch(/^[\w-]{22}-\d+\.snapshot$/);
  await prepare();
  expect(names()).toEqual([name]);
  const trace = `data:text/javascript,${encodeURIComponent(`
    process.on("exit", () => {
      const { createRequire } = process.getBuiltinModule("node:module");
      const { cache } = createRequire(${JSON.stringify(`${repository}/package.json`)});
      console.error(Object.keys(cache).some((file) => /node_modules.typescript/.test(file)) ? "LOADED" : "SPARED");
    });`)}`;
  const root = folder({ "pipeline.ts": SAMPLE });
  const { stderr } = await execa(process.execPath, ["--import", trace, cli, "check", "pipeline.ts"], {
    cwd: root,
    env,
  });
  expect(stderr).toContain("SPARED");
});

it("is removed where it is not as it was written, and the check goes on without", async () => {
  const { env, snapshots, names, prepare } = home();
  await prepare();
  const path = join(snapshots, names()[0] as string);
  const good = readFileSync(path);
  const expected = await check({ "pipeline.ts": SAMPLE }, env);
  const flipped = (at: number) => good.map((byte, index) => (index === at ? byte ^ 0x5a : byte));
  for (const broken of [flipped(good.length >> 1), good.subarray(0, 5_000_000), Buffer.alloc(0)]) {
    writeFileSync(path, broken);
    expect(await check({ "pipeline.ts": SAMPLE }, env)).toBe(expected);
    expect(names()).toEqual([]);
  }
});

it("is made by itself after the first check, but not where CI says that there may be no second", async () => {
  const { env, names } = home();
  await check({ "pipeline.ts": SAMPLE }, env);
  expect(names()).toEqual([]);
  await check({ "pipeline.ts": SAMPLE }, { ...env, CI: "" });
  while (!names().some((name) => name.endsWith(".snapshot"))) await setTimeout(50);
});

it("stays with seven others, those that were used last", async () => {
  const { env, snapshots, names, prepare } = home();
  mkdirSync(snapshots, { recursive: true });
  const old = Array.from({ length: 9 }, (_, n) => `${"x".repeat(21)}${n}-1.snapshot`);
  old.forEach((name, n) => {
    writeFileSync(join(snapshots, name), "");
    utimesSync(join(snapshots, name), 1_000_000 - n, 1_000_000 - n);
  });
  await prepare();
  expect(names().filter((name) => old.includes(name))).toEqual(old.slice(0, 7));
  const [own] = names().filter((name) => !old.includes(name)) as [string];
  utimesSync(join(snapshots, own), 1_000_000, 1_000_000);
  await check({ "pipeline.ts": SAMPLE }, env);
  expect(statSync(join(snapshots, own)).mtimeMs).toBeGreaterThan(2_000_000_000);
});

it("is not tried again at once where it could not be made", async () => {
  const { env, snapshots, names, prepare } = home();
  await check({ "pipeline.ts": SAMPLE }, env);
  await prepare();
  const [name] = names() as [string];
  mkdirSync(snapshots, { recursive: true });
  const other = home();
  mkdirSync(other.snapshots, { recursive: true });
  writeFileSync(join(other.snapshots, `${name.slice(0, 22)}.attempt`), "");
  await other.prepare();
  expect(other.names()).toEqual([`${name.slice(0, 22)}.attempt`]);
});
