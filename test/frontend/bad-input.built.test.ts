import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { exitCode, render } from "../../compiler/diagnostics/index.ts";
import { folder, HEAD, pipelineWith, shown } from "./project.ts";

describe("what is wrong with a module", () => {
  it("shows every syntax error, and nothing that follows from them", async () => {
    const text = "const a = [1, 2;\nconst b: = 3;\nexport default missing;\n";
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1010: syntax error: ',' expected
        at pipeline.ts:1:16
        > 1 | const a = [1, 2;
            |                ^
        remedy: correct the text at the marker; nothing else is checked until the file can be parsed

      error WB1010: syntax error: Type expected
        at pipeline.ts:2:10
          1 | const a = [1, 2;
        > 2 | const b: = 3;
            |          ^
        remedy: correct the text at the marker; nothing else is checked until the file can be parsed
      "
    `);
  });

  it("shows type errors with their reasons", async () => {
    const before =
      'const options: { readonly a: { readonly b: number } } = { a: { b: "1" } };\nconst f = (n: number) => n;\nf();\n';
    expect(
      await shown({ "pipeline.ts": pipelineWith("env: { A: String(options.a.b) }", before) }),
    ).toMatchInlineSnapshot(`
      "error WB1011: type error: Type 'string' is not assignable to type 'number' (TS2322)
        at pipeline.ts:2:64
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | const options: { readonly a: { readonly b: number } } = { a: { b: "1" } };
            |                                                                ^
        The expected type comes from property 'b' which is declared here on type '{ readonly b: number; }':
        at pipeline.ts:2:41
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | const options: { readonly a: { readonly b: number } } = { a: { b: "1" } };
            |                                         ^
        remedy: change the value to the type that the message names; an editor shows the same error, and completes what is allowed

      error WB1011: type error: Expected 1 arguments, but got 0 (TS2554)
        at pipeline.ts:4:1
          3 | const f = (n: number) => n;
        > 4 | f();
            | ^
        An argument for 'n' was not provided:
        at pipeline.ts:3:12
          2 | const options: { readonly a: { readonly b: number } } = { a: { b: "1" } };
        > 3 | const f = (n: number) => n;
            |            ^^^^^^^^^
        remedy: pass the declared arguments: the function takes 1, but the call has 0
      "
    `);
  });

  it("names the remedy when an untested image is deployed", async () => {
    const text = `import { buildImage, deploy, pipeline, push, swarmService } from "waybill";
const app = buildImage("app", { repository: "registry.example.com/app", context: "." });
export default pipeline("app", { on: [push()], jobs: [deploy("production", { image: app, to: swarmService("app") })] });
`;
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1011: type error: Type 'BuiltImage<"app">' is not assignable to type 'ShippableImage'
          Types of property '[proof]' are incompatible
            Type '"an untested image does not ship: write app.testedBy(job), where the job runs inside it, or unverified(app, \\"reason\\")"' is not assignable to type '"it was tested, or someone vouches for it"' (TS2322)
        at pipeline.ts:3:78
          2 | const app = buildImage("app", { repository: "registry.example.com/app", context: "." });
        > 3 | export default pipeline("app", { on: [push()], jobs: [deploy("production", { image: app, to: swarmService("app") })] });
            |                                                                              ^^^^^
        remedy: write app.testedBy(job), where the job runs inside it, or unverified(app, "reason")
      "
    `);
  });

  it("shows an import that leads nowhere", async () => {
    const text = 'import { a } from "./nowhere.ts";\nimport b from "no-such-package";\nexport default [a, b];\n';
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1012: cannot resolve an import: Cannot find module './nowhere.ts' or its corresponding type declarations (TS2307)
        at pipeline.ts:1:19
        > 1 | import { a } from "./nowhere.ts";
            |                   ^^^^^^^^^^^^^^
        remedy: correct the path, or install the package and its types next to the pipeline

      error WB1012: cannot resolve an import: Cannot find module 'no-such-package' or its corresponding type declarations (TS2307)
        at pipeline.ts:2:15
          1 | import { a } from "./nowhere.ts";
        > 2 | import b from "no-such-package";
            |               ^^^^^^^^^^^^^^^^^
        remedy: correct the path, or install the package and its types next to the pipeline
      "
    `);
  });

  it("shows a package that has types but no code", async () => {
    const files = {
      "pipeline.ts": pipelineWith("env: { A: a }", 'import { a } from "half";\n'),
      "node_modules/half/package.json":
        '{ "name": "half", "version": "1.0.0", "types": "index.d.ts", "main": "gone.js" }',
      "node_modules/half/index.d.ts": "export declare const a: string;\n",
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1013: cannot bundle the pipeline: Could not resolve "half"
        at pipeline.ts:2:19
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | import { a } from "half";
            |                   ^^^^^^
        remedy: correct the import, or install what is missing
      "
    `);
  });

  it("wants a pipeline that is exported", async () => {
    const text = `${HEAD}const app = pipeline("app", { on: [push()], jobs: [job("a", { image: "node:20", steps: [sh\`true\`] })] });\n`;
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1020: the file does not export a pipeline
        at pipeline.ts:1:1
        > 1 | import { job, pipeline, push, sh } from "waybill";
            | ^^^^^^
        remedy: write: export default pipeline("name", { on: [...], jobs: [...] })
      "
    `);
  });

  it.each([
    ["{ jobs: [] }", "an object"],
    ['"app"', "a text"],
    ["() => 1", "a function"],
    ["null", "null"],
  ])("wants a pipeline as default export, not %s", async (value, phrase) => {
    const text = await shown({ "pipeline.ts": `export default ${value};\n` });
    expect(text).toContain(`error WB1021: the default export is ${phrase}, not a pipeline\n  at pipeline.ts:1:1\n`);
  });

  it("shows a job as default export", async () => {
    const text =
      'import { job, sh } from "waybill";\n\nexport default job("a", { image: "node:20", steps: [sh`true`] });\n';
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1021: the default export is a job, not a pipeline
        at pipeline.ts:3:1
        > 3 | export default job("a", { image: "node:20", steps: [sh\`true\`] });
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: export the result of pipeline("name", { on: [...], jobs: [...] })
      "
    `);
  });

  it("shows a module that throws at the line that throws", async () => {
    const files = {
      "pipeline.ts": pipelineWith("env: { A: read({}) }", 'import { read } from "./lib/read.ts";\n'),
      "lib/read.ts": `interface Options { name?: string }

export const read = (options: Options): string => {
  if (!options.name) throw new RangeError("no name is given");
  return options.name;
};
`,
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1022: the pipeline throws: RangeError: no name is given
        at lib/read.ts:4:28
          3 | export const read = (options: Options): string => {
        > 4 |   if (!options.name) throw new RangeError("no name is given");
            |                            ^^^
        remedy: fix the code at the marker; Waybill runs it to find out what the pipeline declares
      "
    `);
  });

  it("shows what the language itself throws", async () => {
    const text = pipelineWith("env: { A: list[3]!.trim() }", "const list: string[] = [];\n");
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1022: the pipeline throws: TypeError: Cannot read properties of undefined (reading 'trim')
        at pipeline.ts:4:88
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], env: { A: list[3]!.trim() } });
            |                                                                                        ^^^^
        remedy: fix the code at the marker; Waybill runs it to find out what the pipeline declares
      "
    `);
  });

  it("shows where something is thrown that is no error", async () => {
    const text = pipelineWith("", 'if (String("x") === "x") throw "a mere text";\n');
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1022: the pipeline throws: a mere text
        at pipeline.ts:2:26
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | if (String("x") === "x") throw "a mere text";
            |                          ^^^^^^^^^^^^^^^^^^^^
        remedy: fix the code at the marker; Waybill runs it to find out what the pipeline declares
      "
    `);
  });

  it("shows endless recursion", async () => {
    const text = pipelineWith("env: { A: f(1) }", "const f = (n: number): string => f(n + 1);\n");
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1022: the pipeline throws: RangeError: Maximum call stack size exceeded
        at pipeline.ts:2:34
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | const f = (n: number): string => f(n + 1);
            |                                  ^
        remedy: fix the code at the marker; Waybill runs it to find out what the pipeline declares
      "
    `);
  });

  it("shows the loop that never ends", async () => {
    const files = {
      "pipeline.ts": pipelineWith("env: { A: String(last([1])) }", 'import { last } from "./last.ts";\n'),
      "last.ts":
        "export function last(list: number[]): number {\n  let n = 0;\n  while (list.length > 0) n += 1;\n  return n;\n}\n",
    };
    expect(await shown(files, { milliseconds: 300 })).toMatchInlineSnapshot(`
      "error WB1023: the pipeline did not finish within 0.3 s
        at last.ts:3:3
          2 |   let n = 0;
        > 3 |   while (list.length > 0) n += 1;
            |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: end the loop or the recursion; a pipeline only declares jobs, and their steps do the work
      "
    `);
  });

  it("shows a loop that fills the memory", async () => {
    const text = pipelineWith("", "const all: number[][] = [];\nfor (;;) all.push(new Array<number>(1e6).fill(7));\n");
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1024: the pipeline needs more memory than the limit of 1 GiB
        at pipeline.ts:1:1
        > 1 | import { job, pipeline, push, sh } from "waybill";
            | ^^^^^^
        remedy: build smaller values; keep large data in files that the jobs read
      "
    `);
  });

  it("shows `await` at the top", async () => {
    const text = pipelineWith("env: { A: a }", 'const a = await Promise.resolve("a");\n');
    expect(await shown({ "pipeline.ts": text })).toMatchInlineSnapshot(`
      "error WB1031: \`await\` at the top level has nothing to wait for
        at pipeline.ts:2:11
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | const a = await Promise.resolve("a");
            |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: compute the value directly, without a promise
      "
    `);
  });
});

describe("what is wrong with the file", () => {
  const outcome = async (path: string) => {
    const { diagnostics, source, graph } = await compile(path);
    expect(graph).toBeUndefined();
    return {
      code: exitCode(diagnostics),
      text: render(diagnostics, { source, color: false }).replaceAll(process.cwd(), "/here"),
    };
  };

  it("is not there", async () => {
    expect(await outcome("no/such/pipeline.ts")).toMatchInlineSnapshot(`
      {
        "code": 2,
        "text": "error WB1001: file \`no/such/pipeline.ts\` does not exist
        remedy: pass the path of a pipeline file, relative to \`/here\`
      ",
      }
    `);
  });

  it("is a folder", async () => {
    const root = folder({});
    mkdirSync(join(root, "pipeline.ts"));
    const { code, text } = await outcome(join(root, "pipeline.ts"));
    expect(code).toBe(2);
    expect(text).toMatch(/^error WB1002: cannot read `\S*pipeline\.ts`: it is not a regular file\n/);
  });

  it.skipIf(process.getuid?.() === 0)("may not be read", async () => {
    const root = folder({ "pipeline.ts": "" });
    chmodSync(join(root, "pipeline.ts"), 0);
    const { code, text } = await outcome(join(root, "pipeline.ts"));
    expect(code).toBe(2);
    expect(text).toContain("pipeline.ts`: EACCES");
  });

  it.each(["pipeline.js", "pipeline.yml", "pipeline.d.ts", "pipeline"])("is %s", async (name) => {
    const { code, text } = await outcome(join(folder({ [name]: "" }), name));
    expect(code).toBe(2);
    expect(text).toContain(
      "is not a TypeScript file\n  remedy: pass a file whose name ends in .ts, .mts or .cts; a saved graph ends in .json\n",
    );
  });
});
