import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { compiled, type Files, folder, pipelineWith, shown } from "./project.ts";

/** A file with these declarations, cast so that types let everything through. */
const using = (expression: string, before = "") => pipelineWith(`env: { A: String(${expression}) }`, before);

describe("what a pipeline has not, in its own files", () => {
  it.each([
    ["Date.now()", "Date.now()", "ask for the time in a step"],
    ["new Date()", "new Date()", "ask for the time in a step"],
    ["Date()", "Date()", "ask for the time in a step"],
    ["Math.random()", "Math.random()", "make one in a step"],
    ["process.env.HOME", "process", 'use secret("NAME") for a secret'],
    ['fetch("https://example.com")', "fetch", "keep the data in a file of the repository"],
    ["setTimeout(() => 1, 1)", "setTimeout", "declare the jobs directly"],
    ['require("fs")', "require", "import it at the top of the file"],
    ['import("./other.ts")', "import()", "import it at the top of the file"],
    ['eval("1")', "eval", "write the code out as a function"],
    ['new Function("return 1")()', "Function", "write the code out as a function"],
    ["import.meta.url", "import.meta", "write paths relative to the repository's root"],
    ['console.log("x")', "console", "remove it"],
    ["performance.now()", "performance", "ask for the time in a step"],
    ["crypto.randomUUID()", "crypto", "make one in a step"],
    ["globalThis.process", undefined, undefined],
    ["__dirname", "__dirname", "import it at the top of the file"],
    ["new WeakRef({})", "WeakRef", "use a Map or an array"],
  ])("%s", async (expression, name, instead) => {
    const text = await shown({ "pipeline.ts": using(expression), "other.ts": "export const a = 1;\n" });
    if (name === undefined) return expect(text).toContain("error WB1011");
    expect(text).toContain(`error WB1030: ${name} is not available: `);
    expect(text).toContain(instead);
    const column =
      using("@").split("\n")[2]!.indexOf("@") + 1 + (/^new (?=Function|WeakRef)/.exec(expression)?.[0].length ?? 0);
    expect(text).toContain(`  at pipeline.ts:3:${column}\n`);
    expect(text.match(/^error/gm)).toHaveLength(1);
  });

  it("tells them all at once, also where types are cast away and where a tsconfig.json has the names", async () => {
    const files = {
      "tsconfig.json":
        '{ "compilerOptions": { "lib": ["es2022", "dom"], "strict": true, "module": "esnext", "moduleResolution": "bundler" } }',
      "pipeline.ts": using(
        "setTimeout(() => 1) + Math.random() + (globalThis as { process?: { pid: number } }).process!.pid",
      ),
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1030: setTimeout is not available: a pipeline is declared at once, and there is nothing to wait for
        at pipeline.ts:3:86
        > 3 | { image: "node:20", steps: [sh\`npm test\`], env: { A: String(setTimeout(() => 1) + Math.random() + (globalThis as { process?: { pid: number } }).process!.pid) }
            |                                                             ^^^^^^^^^^
        remedy: declare the jobs directly; a job's \`timeout\` limits how long it runs

      error WB1030: Math.random() is not available: a pipeline has no randomness, so that it compiles to the same bytes every time
        at pipeline.ts:3:108
        > 3 | mage: "node:20", steps: [sh\`npm test\`], env: { A: String(setTimeout(() => 1) + Math.random() + (globalThis as { process?: { pid: number } }).process!.pid) } });
            |                                                                                ^^^^^^^^^^^
        remedy: write a fixed value, or make one in a step, as in sh\`openssl rand -hex 16\`
      "
    `);
  });

  it.each([
    ["node:fs", "readText"],
    ["fs/promises", "readText"],
    ["node:child_process", "run the command in a step of a job"],
    ["node:path", "join paths with a template literal"],
    ["node:os", "secret"],
    ["node:crypto", "make one in a step"],
    ["node:vm", "write the code out"],
  ])("the module %s", async (specifier, instead) => {
    const text = await shown({ "pipeline.ts": using("1", `import * as m from "${specifier}";\nvoid m;\n`) });
    expect(text).toContain(`error WB1030: the module ${specifier} is not available`);
    expect(text).toContain("  at pipeline.ts:2:20\n");
    expect(text).toContain(instead);
    expect(text.match(/^error/gm)).toHaveLength(1);
  });

  it("lets be what only looks like it", async () => {
    const before = `const process = { env: { HOME: "here" } };
const Math = { random: () => 4 };
const options = { fetch: 1, require: 2 };
const date = new Date("2024-01-02T03:04:05Z");
class Later extends Date { year() { return this.getFullYear(); } }
`;
    const expression =
      "`${process.env.HOME} ${Math.random()} ${options.fetch + options.require} ${date.toISOString()} ${date.getHours()} ${new Later(0).year()} ${date instanceof Date}`";
    const { graph, diagnostics } = await compiled({ "pipeline.ts": pipelineWith(`env: { A: ${expression} }`, before) });
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(graph)).toContain("here 4 3 2024-01-02T03:04:05.000Z 3 1970 true");
  });
});

/** A package that does something when it is imported; its types say nothing about that. */
const packageThat = (code: string): Files => ({
  "pipeline.ts": using("run()", 'import { run } from "pkg";\n'),
  "node_modules/pkg/package.json": '{ "name": "pkg", "version": "1.0.0", "types": "index.d.ts", "main": "index.js" }',
  "node_modules/pkg/index.d.ts": "export declare function run(): string;\n",
  "node_modules/pkg/index.js": code,
});

describe("what a pipeline has not, in the packages it imports", () => {
  it.each([
    ["Date.now()", "Date.now()"],
    ["new Date()", "new Date()"],
    ["Math.random()", "Math.random()"],
    ["new Intl.DateTimeFormat('en').format()", "Intl.DateTimeFormat without a date"],
    ["new Intl.DateTimeFormat('en').formatToParts()", "Intl.DateTimeFormat without a date"],
    ["process.cwd()", "process"],
    ["setTimeout(() => 1)", "setTimeout"],
    ["fetch('x')", "fetch"],
    ["(0, eval)('1')", "code from text"],
    ["new Function('return 1')()", "code from text"],
    ["(async () => {}).constructor('return 1')()", "code from text"],
    ["new (class extends Date {})()", "new Date()"],
    ["new WebAssembly.Module(new Uint8Array(8))", "WebAssembly"],
    ["require(String('f' + 's'))", 'require("fs")'],
  ])("%s", async (expression, name) => {
    const text = await shown(packageThat(`exports.run = () => ${expression};\n`));
    expect(text).toContain(`error WB1030: ${name} is not available: `);
    // Shown where the user's own file calls the package.
    expect(text).toContain("  at pipeline.ts:4:");
  });

  it("modules of Node, at the import that leads to them", async () => {
    const files = {
      ...packageThat('exports.run = require("./deeper.js").run;\n'),
      "node_modules/pkg/deeper.js":
        'const fs = require("node:fs");\nexports.run = () => fs.readFileSync("/etc/hostname", "utf8");\n',
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1030: the module node:fs, which node_modules/pkg/deeper.js imports, is not available: a pipeline reads files of the repository only, so that the compiler knows when one has changed
        at pipeline.ts:2:21
          1 | import { job, pipeline, push, sh } from "waybill";
        > 2 | import { run } from "pkg";
            |                     ^^^^^
        remedy: import { readText } from "waybill" and read the file with readText("path/from/the/root")
      "
    `);
  });

  it("lets packages be that only compute", async () => {
    const { graph, diagnostics } = await compiled(
      packageThat("exports.run = () => (typeof process === 'undefined' ? 'pure' : process.env.NODE_ENV);\n"),
    );
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(graph)).toContain('"pure"');
  });
});

describe("scriptFile", () => {
  const running = (path: string) =>
    pipelineWith("", 'import { scriptFile } from "waybill";\n').replace(
      "sh`npm test`",
      `scriptFile(${JSON.stringify(path)}, ["-v"])`,
    );

  it("names the file as an input, and runs it by what it says", async () => {
    const { graph, inputs, diagnostics } = await compiled({
      "pipeline.ts": running("ci/test.py"),
      "ci/test.py": "#!/usr/bin/env python3 -u\nprint(1)\n",
    });
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(graph)).toContain(`"/usr/bin/env 'python3 -u' ./ci/test.py '-v'"`);
    expect(inputs).toContain("ci/test.py");
  });

  it("tells of a file that is not there, and of one that is not the repository's", async () => {
    expect(await shown({ "pipeline.ts": running("ci/nothing.sh") })).toContain(
      'error WB1033: cannot read the file "ci/nothing.sh": there is no such file\n  at pipeline.ts:4:',
    );
    expect(await shown({ "pipeline.ts": running("../test.sh") })).toContain(
      'error WB1032: the file "../test.sh" is outside the repository\n  at pipeline.ts:4:',
    );
  });
});

describe("readText", () => {
  const reading = (path: string) =>
    pipelineWith(`env: { A: readText(${JSON.stringify(path)}).trim() }`, 'import { readText } from "waybill";\n');

  it("reads files of the repository, and names them as inputs", async () => {
    const { graph, inputs, diagnostics } = await compiled({
      "pipeline.ts": reading("conf/.nvmrc"),
      "conf/.nvmrc": "20\n",
    });
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(graph)).toContain('"value":"20"');
    expect(inputs).toContain("conf/.nvmrc");
  });

  it.each(["../outside.txt", "/etc/hostname", "a/../../outside.txt"])("refuses %s", async (path) => {
    expect(await shown({ "pipeline.ts": reading(path), "a/b": "" })).toContain(
      `error WB1032: the file "${path}" is outside the repository\n  at pipeline.ts:4:79\n`,
    );
  });

  it("refuses links that lead out", async () => {
    const outside = folder({ "secret.txt": "planted" });
    const root = folder({ "pipeline.ts": reading("link/secret.txt") });
    symlinkSync(outside, join(root, "link"));
    const { diagnostics, source } = await compile(join(root, "pipeline.ts"), { root });
    expect(render(diagnostics, { source, color: false })).toMatchInlineSnapshot(`
      "error WB1032: the file "link/secret.txt" is outside the repository
        at pipeline.ts:4:79
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], env: { A: readText("link/secret.txt").trim() } });
            |                                                                               ^^^^^^^^
        remedy: use a path inside the repository, relative to its root; links must stay inside too
      "
    `);
  });

  it("tells of a file that is not there", async () => {
    expect(await shown({ "pipeline.ts": reading("nothing.txt") })).toMatchInlineSnapshot(`
      "error WB1033: cannot read the file "nothing.txt": there is no such file
        at pipeline.ts:4:79
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], env: { A: readText("nothing.txt").trim() } });
            |                                                                               ^^^^^^^^
        remedy: pass the path of a file, relative to the root of the repository
      "
    `);
  });
});
