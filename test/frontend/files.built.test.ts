import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { type Files, folder, HEAD, pipelineWith, write } from "./project.ts";

const SECRET = "planted-81c2e";

/** A repository in a folder that holds other things too; `arrange` is given both. */
async function compiledBeside(files: Files, arrange: (root: string, outside: string) => void = () => {}) {
  const outside = folder({
    "outside.json": JSON.stringify({ secret: SECRET }),
    "outside.txt": SECRET,
    "outside.ts": `export const x = "${SECRET}";\n`,
    "broken.ts": `export const x = = "${SECRET}";\n`,
    "tsconfig.json": `{ "compilerOptions": { ${SECRET} } }`,
    "other/package.json": '{ "name": "another" }',
    "other/index.js": `exports.x = "${SECRET}";\n`,
  });
  const root = join(outside, "root/inner");
  write(root, { "any.d.ts": ANY, ...files });
  arrange(root, outside);
  const { graph, diagnostics, source, inputs } = await compile(join(root, "pipeline.ts"), { root });
  const text = render(diagnostics, { source, color: false });
  return { graph, codes: [...new Set(diagnostics.map((one) => one.code))], text, inputs };
}

const ANY = 'declare module "*.txt" { const x: string; export default x; }\n'.concat(
  ...["environ", "hostname", "zero", "data.bin", "link"].map(
    (name) => `declare module "*/${name}" { const x: string; export default x; }\n`,
  ),
);

/** A pipeline that puts what it has imported into its job. */
const importing = (statement: string, value = "x") =>
  `/// <reference path="./any.d.ts" />\n${pipelineWith(`env: { A: JSON.stringify(${value}) }`, `${statement}\n`)}`;

const PACKAGE: Files = {
  "node_modules/pkg/package.json": '{ "name": "pkg", "version": "1.0.0", "types": "i.d.ts", "main": "i.js" }',
  "node_modules/pkg/i.d.ts": "export declare const x: unknown;\n",
};
const inPackage = (code: string): Files => ({
  ...PACKAGE,
  "pipeline.ts": importing('import { x } from "pkg";'),
  "node_modules/pkg/i.js": code,
});

it.each<[string, Files]>([
  ["text, absolute", { "pipeline.ts": importing('import x from "/etc/hostname" with { type: "text" };') }],
  ["the environment", { "pipeline.ts": importing('import x from "/proc/self/environ" with { type: "text" };') }],
  ["a device", { "pipeline.ts": importing('import x from "/dev/zero" with { type: "text" };') }],
  ["JSON above the root", { "pipeline.ts": importing('import x from "../../outside.json" with { type: "json" };') }],
  ["JSON by its ending", { "pipeline.ts": importing('import x from "../../outside.json";') }],
  ["text by its ending", { "pipeline.ts": importing('import x from "../../outside.txt";') }],
  ["code above the root", { "pipeline.ts": importing('import { x } from "../../outside.ts";') }],
  ["code that is wrong", { "pipeline.ts": importing('import { x } from "../../broken.ts";') }],
  ["a type", { "pipeline.ts": importing('import type { x } from "../../outside.ts";', "null") }],
  ["a type by import()", { "pipeline.ts": importing('type X = typeof import("../../outside.ts");', "null") }],
  ["what is exported again", { "pipeline.ts": `${pipelineWith("")}export * from "../../outside.ts";\n` }],
  ["a package's require of a path", inPackage('exports.x = require("/etc/hostname");\n')],
  ["a package's text", inPackage('import x from "/proc/self/environ" with { type: "text" };\nexport { x };\n')],
  ["a package's way up", inPackage('exports.x = require("../../../../outside.json");\n')],
  [
    "a package's main",
    {
      ...inPackage(""),
      "node_modules/pkg/package.json": '{ "name": "pkg", "types": "i.d.ts", "main": "../../../../outside.json" }',
    },
  ],
])("an import leads nowhere out of the repository: %s", async (_what, files) => {
  const { text, codes, graph } = await compiledBeside(files);
  expect(graph).toBeUndefined();
  expect(codes).toEqual(["WB1034"]);
  expect(text).not.toContain(SECRET);
  expect(text).toContain("at pipeline.ts:");
});

it.each<[string, (root: string, outside: string) => void, string]>([
  [
    "a file",
    (root, outside) => symlinkSync(join(outside, "outside.json"), join(root, "x.json")),
    'import x from "./x.json";',
  ],
  ["a folder", (root, outside) => symlinkSync(outside, join(root, "up")), 'import x from "./up/outside.json";'],
  [
    "a folder that is no package",
    (root, outside) => {
      mkdirSync(join(root, "node_modules"));
      symlinkSync(outside, join(root, "node_modules/pkg"));
    },
    'import x from "pkg/outside.json";',
  ],
  [
    "a package of another name",
    (root, outside) => {
      mkdirSync(join(root, "node_modules"));
      symlinkSync(join(outside, "other"), join(root, "node_modules/pkg"));
    },
    'import x from "pkg";',
  ],
])("links do not help: %s", async (_what, arrange, statement) => {
  const { text, codes } = await compiledBeside({ "pipeline.ts": importing(statement) }, arrange);
  expect(codes).toEqual(["WB1034"]);
  expect(text).not.toContain(SECRET);
});

it("takes a package that is linked into node_modules, with the packages it imports itself", async () => {
  const { graph, codes, text } = await compiledBeside(
    { "pipeline.ts": importing('import { x } from "another";') },
    (root, outside) => {
      write(join(outside, "other"), {
        "index.js": 'exports.x = "linked " + require("deep").y;\n',
        "index.d.ts": "export declare const x: string;\n",
        "node_modules/deep/package.json": '{ "name": "deep" }',
        "node_modules/deep/index.js": 'exports.y = "deep";\n',
      });
      mkdirSync(join(root, "node_modules"));
      symlinkSync(join(outside, "other"), join(root, "node_modules/another"));
    },
  );
  expect([codes, text]).toEqual([[], ""]);
  expect(JSON.stringify(graph)).toContain("linked deep");
});

it("imports text of the repository, which then is an input, and no other kind of file", async () => {
  const text = {
    "pipeline.ts": importing('import x from "./notes/link" with { type: "text" };'),
    "notes/link": "héllo",
  };
  const { graph, inputs } = await compiledBeside(text);
  expect(JSON.stringify(graph)).toContain("héllo");
  expect(inputs).toContain("notes/link");
  const plain = await compiledBeside({
    "pipeline.ts": importing('import x from "./notes/data.bin";'),
    "notes/data.bin": "x",
  });
  expect(plain.text).toContain("it is neither code nor JSON");
});

it("reads no source map that a file names", async () => {
  const map = JSON.stringify({ version: 3, sources: ["../../../../outside.txt"], names: [], mappings: "AAAA" });
  const inline = Buffer.from(map).toString("base64");
  const { text } = await compiledBeside(
    inPackage(`throw new Error("thrown");\n//# sourceMappingURL=data:application/json;base64,${inline}\n`),
  );
  expect(text).toContain("the pipeline throws: thrown");
  expect(text).not.toContain(SECRET);
  expect((await compiledBeside(inPackage("exports.x = 1;\n//# sourceMappingURL=/dev/zero\n"))).codes).toEqual([]);
});

it("does not show lines of a tsconfig.json outside of the repository", async () => {
  const { text } = await compiledBeside({
    "pipeline.ts": pipelineWith(""),
    "tsconfig.json": '{\n  "extends": "../../tsconfig.json"\n}\n',
  });
  expect(text.replace(/"[^"]*tsconfig\.json"/, '"…"')).toMatchInlineSnapshot(`
    "error WB1034: the import of "…" is rejected: it leads out of the repository, and is in no installed package
      at tsconfig.json:2:3
        1 | {
      > 2 |   "extends": "../../tsconfig.json"
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      remedy: import a TypeScript, JavaScript or JSON file below the repository's root, or an installed package
    "
  `);
});

it.each<[string, string, (root: string) => void, string]>([
  ["git's own data", ".git/config", (root) => write(root, { ".git/config": SECRET }), "`.git` holds what Git keeps"],
  ["git's own data by another name", ".GIT/config", (root) => write(root, { ".GIT/config": SECRET }), "`.git` holds"],
  [
    "a link to git's own data",
    "head",
    (root) => {
      write(root, { ".git/HEAD": SECRET });
      symlinkSync(".git/HEAD", join(root, "head"));
    },
    "`.git` holds",
  ],
  ["a submodule's", "lib/.git/config", (root) => write(root, { "lib/.git/config": SECRET }), "`.git` holds"],
  ["a named pipe", "pipe", (root) => execFileSync("mkfifo", [join(root, "pipe")]), "not a regular file"],
  ["a folder", "ci", (root) => mkdirSync(join(root, "ci")), "not a regular file"],
  [
    "bytes that are not text",
    "data",
    (root) => writeFileSync(join(root, "data"), Buffer.of(0x61, 0xff, 0x62)),
    "not text in UTF-8",
  ],
  ["a link to a device", "zero", (root) => symlinkSync("/dev/zero", join(root, "zero")), "is outside the repository"],
  ["a link to itself", "loop", (root) => symlinkSync("loop", join(root, "loop")), "no such file"],
  ["a name with a zero byte", "a\\0b", () => {}, "no such file"],
  ["what is below a file", "pipeline.ts/x", () => {}, "no such file"],
])("readText refuses %s", async (_what, path, arrange, reason) => {
  const { text, graph } = await compiledBeside(
    { "pipeline.ts": pipelineWith(`env: { A: readText("${path}") }`, 'import { readText } from "waybill";\n') },
    arrange,
  );
  expect(graph).toBeUndefined();
  expect(text).toContain(reason);
  expect(text).not.toContain(SECRET);
  expect(text).toContain("at pipeline.ts:4:");
});

it("does not compile a file that is a link out of the repository", async () => {
  const { text } = await compiledBeside({}, (root, outside) =>
    symlinkSync(join(outside, "broken.ts"), join(root, "pipeline.ts")),
  );
  expect(text).toContain("WB1002");
  expect(text).not.toContain(SECRET);
});

it("tells an error's stack without the path of the installation", async () => {
  const { graph } = await compiledBeside({
    "pipeline.ts": `${HEAD}
const trace = Error as unknown as { prepareStackTrace?: (error: Error, frames: { getFileName(): string }[]) => unknown };
const plain = String(new Error("x").stack);
trace.prepareStackTrace = (_error, frames) => frames.map((one) => one.getFileName());
const names = String(new Error("x").stack);
delete trace.prepareStackTrace;
const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], env: { A: plain, B: names } });
export default pipeline("app", { on: [push()], jobs: [unit] });
`,
  });
  const env = JSON.stringify(graph?.jobs[0]?.env);
  expect(env).toContain("pipeline.bundle.js");
  expect(env).not.toMatch(/sandbox\.js|file:\/\/|\/dist\//);
  expect(env).not.toContain(process.cwd());
});

it("ends a bundler that takes too long, and compiles the next pipeline as ever", async () => {
  const deep = inPackage(`exports.x = ${"(".repeat(4_000_000)}1${")".repeat(4_000_000)};\n`);
  const { codes } = await compiledBeside(deep);
  expect(codes).toEqual(["WB1035"]);
  expect((await compiledBeside(inPackage("exports.x = 1;\n"))).codes).toEqual([]);
});

it("compiles where the types of its tsconfig.json are not installed", async () => {
  const { codes, text } = await compiledBeside({
    "pipeline.ts": pipelineWith(""),
    "tsconfig.json": '{ "compilerOptions": { "types": ["node", "vitest/globals"] } }',
  });
  expect([codes, text]).toEqual([[], ""]);
});
