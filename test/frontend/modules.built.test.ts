import { expect, it } from "vitest";
import { compiled, HEAD, pipelineWith } from "./project.ts";

it("places every declaration at its own line, through imports, loops and rewritten conditions", async () => {
  const { graph, diagnostics } = await compiled({
    "pipeline.ts": `#!/usr/bin/env -S npx waybill check
import { pipeline, push } from "waybill";
import { made } from "./ci/jobs.ts";

export default pipeline("app", { on: [push()], jobs: made });
`,
    "ci/jobs.ts": `import { job, sh, type Run } from "waybill";

const onMain = (run: Run) => run.branch === "main"; const first = job("first", {
  image: "node:20",
  steps: [sh\`true\`],
  when: (run) => onMain(run) && run.event === "push",
});
export const made = [first];
for (const n of [1, 2]) made.push(job(\`n\${n}\`, { image: "node:20", steps: [sh\`true\`] }));
`,
  });
  expect(diagnostics).toEqual([]);
  expect(graph?.location).toEqual({ file: "pipeline.ts", line: 5, column: 16 });
  expect(graph?.jobs.map((job) => [job.id, job.location])).toEqual([
    ["first", { file: "ci/jobs.ts", line: 3, column: 67 }],
    ["n1", { file: "ci/jobs.ts", line: 9, column: 35 }],
    ["n2", { file: "ci/jobs.ts", line: 9, column: 35 }],
  ]);
});

it("imports TypeScript, JSON and packages of both kinds", async () => {
  const { graph, diagnostics } = await compiled({
    "pipeline.ts": pipelineWith(
      "env: { A: `${a} ${b.version} ${c} ${d()} ${E.One} ${f}` }",
      `import { a } from "./a.mts";
import b from "./b.json";
import { c } from "esm";
import { d } from "cjs";
import { E } from "./e.ts";
import * as all from "./e.ts";
const f = all.default;
`,
    ),
    "a.mts": 'export const a = "typescript";\n',
    "b.json": '{ "version": "1.2.3" }\n',
    "e.ts": 'export enum E { One = "one" }\nexport default class { static toString() { return "a class"; } }\n',
    "node_modules/esm/package.json":
      '{ "name": "esm", "version": "1.0.0", "type": "module", "exports": { ".": { "types": "./i.d.ts", "default": "./i.js" } } }',
    "node_modules/esm/i.d.ts": "export declare const c: string;\n",
    "node_modules/esm/i.js": 'export const c = "esm";\n',
    "node_modules/cjs/package.json": '{ "name": "cjs", "version": "1.0.0", "types": "i.d.ts", "main": "i.js" }',
    "node_modules/cjs/i.d.ts": "export declare function d(): string;\n",
    "node_modules/cjs/i.js": 'exports.d = () => "cjs";\n',
  });
  expect(diagnostics).toEqual([]);
  expect(JSON.stringify(graph)).toContain('"typescript 1.2.3 esm cjs one a class"');
});

it("evaluates a module once, and modules that import each other", async () => {
  const { graph, diagnostics } = await compiled({
    "pipeline.ts": `${HEAD}import { unit } from "./a.ts";
import { same } from "./b.ts";
export default pipeline("app", { on: [push()], jobs: [unit, job("second", { image: "node:20", steps: [sh\`true\`], needs: [same()] })] });
`,
    "a.ts":
      'import { job, sh } from "waybill";\nimport "./b.ts";\nexport const unit = job("unit", { image: "node:20", steps: [sh`true`] });\n',
    "b.ts": 'import { unit } from "./a.ts";\nexport const same = () => unit;\n',
  });
  expect(diagnostics).toEqual([]);
  expect(graph?.jobs.map((job) => job.id)).toEqual(["unit", "second"]);
});

it("leaves a helper as it is for who calls it plainly", async () => {
  const { graph, diagnostics } = await compiled({
    "pipeline.ts": pipelineWith(
      'when: (run) => isMain(run.branch), env: { A: String(isMain("main")), B: String([1, 2].some((n) => n > 1)) }',
      'function isMain(name: string | undefined) { return name === "main"; }\n',
    ),
  });
  expect(diagnostics).toEqual([]);
  const text = JSON.stringify(graph);
  expect(text).toContain('"A":{"kind":"literal","value":"true"}');
  expect(text).toContain('"B":{"kind":"literal","value":"true"}');
});
