import { createHmac } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished, vi } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { emit } from "../../compiler/emit.ts";
import { writeSealed } from "../../compiler/frontend/cache/sealed.ts";
import { digest } from "../../compiler/frontend/program/inputs.ts";
import { printGraph } from "../../compiler/graph/index.ts";
import { NO_LOCK } from "../../compiler/lock/index.ts";
import { repository } from "../repository.ts";
import { type Files, folder, pipelineWith, write } from "./project.ts";

const FILES: Files = {
  "pipeline.ts": pipelineWith(
    'env: { A: `${readText("version.txt").trim()} ${name} ${run()}` }',
    'import { readText } from "waybill";\nimport { name } from "./name.ts";\nimport { run } from "pkg";\n',
  ),
  "name.ts": 'export const name = "first";\n',
  "version.txt": "1\n",
  "package-lock.json": "{}\n",
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "lib": ["es2022"], "module": "esnext", "moduleResolution": "bundler" } }\n',
  "node_modules/pkg/package.json": '{ "name": "pkg", "version": "1.0.0", "types": "index.d.ts", "main": "index.js" }\n',
  "node_modules/pkg/index.d.ts": "export declare function run(): string;\n",
  "node_modules/pkg/index.js": 'exports.run = () => "packed";\n',
};

/** A repository, and a way to compile it with a cache of its own. */
function cached(files: Files = FILES) {
  const root = folder(files);
  const cache = join(root, "cache");
  const entry = () => join(cache, readdirSync(cache).find((name) => name.endsWith(".json")) as string);
  return {
    root,
    cache,
    entry,
    again: async () => {
      const start = process.hrtime.bigint();
      const result = await compile(join(root, "pipeline.ts"), { root, cache });
      return { ...result, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 };
    },
  };
}

it("answers from the cache, with the same bytes and the same warnings", async () => {
  const files = { "pipeline.ts": pipelineWith("when: (run) => run.tag === undefined || run.branch === undefined") };
  const { again } = cached(files);
  const cold = await again();
  const warm = await again();
  expect(cold.diagnostics.map((one) => one.severity)).toEqual(["warning"]);
  expect(warm.diagnostics).toEqual(cold.diagnostics);
  expect(printGraph(warm.graph!)).toBe(printGraph(cold.graph!));
  expect([...warm.inputs].sort()).toEqual([...cold.inputs].sort());
  expect(warm.milliseconds).toBeLessThan(cold.milliseconds / 3);
});

it("reads every kind of input", async () => {
  const { inputs, diagnostics } = await cached().again();
  expect(diagnostics).toEqual([]);
  expect(inputs).toEqual(expect.arrayContaining(Object.keys(FILES)));
});

const env = (graph: Awaited<ReturnType<typeof compile>>["graph"]) => JSON.stringify(graph?.jobs[0]?.env);

it.each([
  ["the pipeline", "pipeline.ts", FILES["pipeline.ts"]!.replace("A: `", "A: `changed "), "changed"],
  ["an imported file", "name.ts", 'export const name = "second";\n', "second"],
  ["a file that is read", "version.txt", "2\n", "2 first"],
  ["the code of a package", "node_modules/pkg/index.js", 'exports.run = () => "repacked";\n', "repacked"],
  ["a lockfile", "package-lock.json", "{ }\n", "packed"],
  [
    "a package.json",
    "node_modules/pkg/package.json",
    FILES["node_modules/pkg/package.json"]!.replace("1.0.0", "1.0.1"),
    "packed",
  ],
])("misses when %s changes", async (_what, name, text, expected) => {
  const { root, again, entry } = cached();
  await again();
  const first = readFileSync(entry(), "utf8");
  write(root, { [name]: text });
  const { graph, diagnostics } = await again();
  expect(diagnostics).toEqual([]);
  expect(env(graph)).toContain(expected);
  expect(readFileSync(entry(), "utf8")).not.toBe(first);
});

it("misses when an option of tsconfig.json forbids what was allowed", async () => {
  const { root, again } = cached({ ...FILES, "pipeline.ts": `${FILES["pipeline.ts"]}const unused = 1;\n` });
  expect((await again()).diagnostics).toEqual([]);
  write(root, { "tsconfig.json": FILES["tsconfig.json"]!.replace('"strict"', '"noUnusedLocals": true, "strict"') });
  expect((await again()).diagnostics.map((one) => one.code)).toEqual(["WB1011"]);
});

it("misses when a file appears where one was looked for in vain", async () => {
  const { "tsconfig.json": _, ...files } = FILES;
  const { root, again } = cached({ ...files, "pipeline.ts": `${FILES["pipeline.ts"]}const unused = 1;\n` });
  expect((await again()).diagnostics).toEqual([]);
  const strict =
    '{ "compilerOptions": { "noUnusedLocals": true, "module": "esnext", "moduleResolution": "bundler" } }\n';
  write(root, { "tsconfig.json": strict });
  expect((await again()).diagnostics.map((one) => one.code)).toEqual(["WB1011"]);
});

it("misses when a file that was read is gone", async () => {
  const { root, again } = cached();
  await again();
  rmSync(join(root, "version.txt"));
  expect((await again()).diagnostics.map((one) => one.code)).toEqual(["WB1033"]);
});

it("keeps nothing of a compilation that failed", async () => {
  const { root, again } = cached({ ...FILES, "version.txt": "1\n", "name.ts": "export const name: string = 1;\n" });
  expect((await again()).graph).toBeUndefined();
  write(root, { "name.ts": FILES["name.ts"]! });
  expect((await again()).graph).toBeDefined();
});

it.each([
  ["cut short", (text: string) => text.slice(0, text.length / 2)],
  ["empty", () => ""],
  ["without its first line", (text: string) => text.slice(text.indexOf("\n") + 1)],
  ["edited", (text: string) => text.replace("packed", "planted")],
  ["another thing", () => "\0\x01 nothing of ours\n{}"],
])("ignores an entry that is %s, and writes it anew", async (_what, broken) => {
  const { again, entry } = cached();
  const cold = await again();
  const good = readFileSync(entry(), "utf8");
  writeFileSync(entry(), broken(good));
  const { graph, diagnostics } = await again();
  expect(diagnostics).toEqual([]);
  expect(graph).toEqual(cold.graph);
  expect(readFileSync(entry(), "utf8")).toBe(good);
});

it("does not believe an entry that somebody else has written", async () => {
  const { again, entry } = cached();
  const cold = await again();
  const body = readFileSync(entry(), "utf8").split("\n").slice(1).join("\n").replace("packed", "planted");
  const key = Buffer.alloc(32);
  for (const seal of [digest(body), createHmac("sha256", key).update(body).digest("base64url"), "é".repeat(43), ""]) {
    writeFileSync(entry(), `${seal}\n${body}`);
    const { graph, diagnostics } = await again();
    expect(diagnostics).toEqual([]);
    expect(graph).toEqual(cold.graph);
  }
});

it("takes no entry in the place of another", async () => {
  const [first, second] = [cached(), cached({ ...FILES, "name.ts": 'export const name = "other";\n' })];
  await first.again();
  const cold = await second.again();
  writeFileSync(second.entry(), readFileSync(first.entry()));
  expect((await second.again()).graph).toEqual(cold.graph);
});

it("keeps its key where only the user can read it, and keeps nothing without one", async () => {
  const state = folder({});
  const { again, cache } = cached();
  vi.stubEnv("XDG_STATE_HOME", state);
  onTestFinished(() => void vi.unstubAllEnvs());
  await again();
  const key = join(state, "waybill/cache-key");
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(readFileSync(key)).toHaveLength(32);
  rmSync(cache, { recursive: true });
  vi.stubEnv("XDG_STATE_HOME", join(folder({ taken: "a file" }), "taken"));
  expect((await again()).graph).toBeDefined();
  expect(existsSync(cache)).toBe(false);
});

it("compiles as well where nothing can be kept", async () => {
  const root = folder({ ...FILES, taken: "a file where a folder should be" });
  const { graph } = await compile(join(root, "pipeline.ts"), { root, cache: join(root, "taken/cache") });
  expect(graph).toBeDefined();
});

it("gives the same bytes every time", async () => {
  const [first, second] = [await cached().again(), await cached().again()];
  expect(printGraph(first.graph!)).toBe(printGraph(second.graph!));
});

it("loads neither TypeScript nor esbuild nor ajv, and starts no process, when nothing has changed", async () => {
  const root = folder(FILES);
  const cli = join(repository, "dist/cli.js");
  const run = () => execa(process.execPath, ["--import", LOADED, cli, "check", "pipeline.ts"], { cwd: root });
  const cold = await run();
  expect(cold.stderr).toMatch(/LOADED \{"loaded":[1-9]\d*,"spawned":[23]\}/);
  const warm = await run();
  expect(warm.stderr).toContain('LOADED {"loaded":0,"spawned":0}');
  expect(warm.stdout).toBe(cold.stdout);
});

/** Tells, when the process ends, how many of the packages it has loaded, and how many processes it has started. */
const LOADED = `data:text/javascript,${encodeURIComponent(
  `
  import cp from "node:child_process";
  import { syncBuiltinESMExports } from "node:module";
  const spawn = cp.spawn;
  const spawned = [];
  cp.spawn = (...args) => { spawned.push(String(args[0])); return spawn(...args); };
  syncBuiltinESMExports();
  process.on("exit", () => {
    const { createRequire } = process.getBuiltinModule("node:module");
    const require = createRequire(${JSON.stringify(`${repository}/package.json`)});
    const loaded = Object.keys(require.cache).filter((file) => /node_modules.(typescript|esbuild|ajv|yaml|re2js)/.test(file));
    console.error("LOADED " + JSON.stringify({ loaded: loaded.length, spawned: spawned.length }));
  });`,
)}`;

it("keeps what was emitted, for the graph and the lock it was emitted from, and nothing that is broken", async () => {
  const root = folder(FILES);
  const cache = join(root, "cache");
  const { graph } = await compile(join(root, "pipeline.ts"), { root, cache });
  const options = { target: "gitlab", lock: NO_LOCK, root, cache } as const;
  const first = await emit([graph!], options);
  expect(first[0]?.files[0]?.text).toContain("first");
  const [file] = readdirSync(cache).filter((name) => name.startsWith("emitted-"));
  const path = join(cache, file as string);
  const kept = readFileSync(path, "utf8");
  const planted = { ...JSON.parse(kept.slice(kept.indexOf("\n"))), emissions: [{ files: [] }] };
  writeSealed(path, planted);
  expect(await emit([graph!], options)).toEqual([{ files: [], graphs: [graph!] }]);
  expect((await emit([{ ...graph!, name: "other" }], options))[0]?.files).toHaveLength(1);
  expect(await emit([graph!], options)).toEqual(first);
  for (const broken of [kept.slice(0, 100), "", kept.replace("first", "other")]) {
    writeFileSync(path, broken);
    expect(await emit([graph!], options)).toEqual(first);
    expect(readFileSync(path, "utf8")).toBe(kept);
  }
  expect(await emit([graph!], { ...options, cache: false })).toEqual(first);
});
