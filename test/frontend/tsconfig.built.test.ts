import { expect, it } from "vitest";
import { compiled, pipelineWith, shown } from "./project.ts";

const config = (options: object, more: object = {}) =>
  JSON.stringify({
    compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler", ...options },
    ...more,
  });

it("checks with strictness, ES2022 and no ambient types where there is none", async () => {
  const before = "const a = [1, 2].at(-1);\nconst f = (x: number) => x;\nf(a);\nexport function g(x) { return x; }\n";
  expect(await shown({ "pipeline.ts": pipelineWith("", before) })).toMatchInlineSnapshot(`
    "error WB1011: type error: Argument of type 'number | undefined' is not assignable to parameter of type 'number'
        Type 'undefined' is not assignable to type 'number' (TS2345)
      at pipeline.ts:4:3
        3 | const f = (x: number) => x;
      > 4 | f(a);
          |   ^
      remedy: change the value to the type that the message names; an editor shows the same error, and completes what is allowed

    error WB1011: type error: Parameter 'x' implicitly has an 'any' type (TS7006)
      at pipeline.ts:5:19
        4 | f(a);
      > 5 | export function g(x) { return x; }
          |                   ^
      remedy: change the value to the type that the message names; an editor shows the same error, and completes what is allowed
    "
  `);
});

it("honours paths, at evaluation too", async () => {
  const { graph, diagnostics } = await compiled({
    "tsconfig.json": config({ paths: { "@lib/*": ["./lib/*"], versions: ["./lib/versions.ts"] } }),
    "pipeline.ts": pipelineWith(
      "env: { A: `${name} ${node}` }",
      'import { name } from "@lib/name";\nimport { node } from "versions";\n',
    ),
    "lib/name.ts": 'export const name = "mapped";\n',
    "lib/versions.ts": 'export const node = "20";\n',
  });
  expect(diagnostics).toEqual([]);
  expect(JSON.stringify(graph)).toContain('"mapped 20"');
});

it("honours lib and strictness, also when inherited, and whatever files it lists", async () => {
  const files = {
    "base.json": config({ lib: ["es5"], strict: false, types: [] }),
    "tsconfig.json": '{ "extends": "./base.json", "include": ["elsewhere/**"], "files": [] }',
    "pipeline.ts": pipelineWith("", "export const a = (x) => x;\nexport const m = new Map();\n"),
  };
  const text = await shown(files);
  expect(text).not.toContain("implicitly has an 'any' type");
  expect(text).toContain("Cannot find name 'Map'");
});

it("takes the nearest from the pipeline's folder up to the root", async () => {
  const unused = pipelineWith("", "const unused = 1;\n");
  const outer = config({ noUnusedLocals: true });
  expect(await shown({ "pipeline.ts": unused, "tsconfig.json": outer })).toContain("(TS6133)");
  const { graph } = await compiled({
    "pipeline.ts": 'export { default } from "./ci/pipeline.ts";\n',
    "ci/pipeline.ts": unused,
  });
  expect(graph?.jobs).toHaveLength(1);
});

it("ignores what only concerns emitted files", async () => {
  const options = {
    composite: true,
    declaration: true,
    outDir: "out",
    rootDir: "src",
    incremental: true,
    sourceMap: true,
  };
  expect(await shown({ "pipeline.ts": pipelineWith(""), "tsconfig.json": config(options) })).toBe("");
});

it("shows what is wrong with it", async () => {
  const files = {
    "pipeline.ts": pipelineWith(""),
    "tsconfig.json": '{\n  "compilerOptions": { "strict": "yes", "targte": "es2022" }\n}\n',
  };
  expect(await shown(files)).toMatchInlineSnapshot(`
    "error WB1004: cannot use tsconfig.json: Compiler option 'strict' requires a value of type boolean
      at tsconfig.json:2:34
        1 | {
      > 2 |   "compilerOptions": { "strict": "yes", "targte": "es2022" }
          |                                  ^^^^^
      remedy: correct the option, or remove it

    error WB1004: cannot use tsconfig.json: Unknown compiler option 'targte'. Did you mean 'target'?
      at tsconfig.json:2:41
        1 | {
      > 2 |   "compilerOptions": { "strict": "yes", "targte": "es2022" }
          |                                         ^^^^^^^^
      remedy: correct the option, or remove it
    "
  `);
});

it("shows what is no JSON", async () => {
  const files = { "pipeline.ts": pipelineWith(""), "tsconfig.json": '{\n  "compilerOptions": {\n' };
  expect(await shown(files)).toMatchInlineSnapshot(`
    "error WB1004: cannot use tsconfig.json: '}' expected
      at tsconfig.json:2:22
        1 | {
      > 2 |   "compilerOptions": {
          |                      ^
      remedy: correct the option, or remove it
    "
  `);
});
