import { expect, it } from "vitest";
import { and, equal, isEvent, not, RUN } from "../../../compiler/expr/index.ts";
import { axisVariable } from "../../../compiler/importers/foreign.ts";
import { callOf, type ImportedJob, type ImportedPipeline, object } from "../../../compiler/importers/model.ts";
import { writePipeline } from "../../../compiler/importers/write/index.ts";

const at = { file: "ci.yml", line: 1, column: 1 };
const job = (id: string, rest: Partial<ImportedJob> = {}): ImportedJob => ({
  ...{ id, at, comments: [], kind: "job", needs: [], steps: [], spreads: [], options: { image: "node:22" } },
  ...rest,
});
const script = (...parts: (typeof Part)[number][]) => ({
  at,
  comments: [],
  run: { kind: "script", parts } as const,
  options: {},
});
declare const Part: Extract<ImportedJob["steps"][number]["run"], { kind: "script" }>["parts"];
const pipeline = (jobs: readonly ImportedJob[], rest: Partial<ImportedPipeline> = {}): ImportedPipeline => ({
  ...{ name: "ci", source: "ci.yml", provider: "github", comments: [], shared: [], options: {}, notes: [], jobs },
  triggers: [{ value: callOf("push"), comments: [] }],
  ...rest,
});

it("writes constants in order, leaves implied needs out, and imports what is used", async () => {
  const deploy = job("deploy prod", {
    needs: ["unit", "lint"],
    when: and(isEvent("push"), equal(RUN.branch, "main"), not({ op: "flag", name: "fork" })),
    steps: [
      script("./deploy ", { kind: "output", job: "unit", name: "version" }, " --token ", {
        kind: "secret",
        name: "TOKEN",
      }),
    ],
    comments: ["Ships it."],
  });
  const unit = job("unit", {
    steps: [script("npm ci\nnpm test\n")],
    options: { image: "node:22", outputs: ["version"] },
  });
  const { text, jobs } = await writePipeline(pipeline([deploy, unit, job("lint")], { comments: ["The pipeline."] }));
  expect(jobs.get("deploy prod")).toBe("deploy prod");
  expect(text).toBe(`// The pipeline.

import { job, pipeline, push, secret, sh } from "waybill";

const unit = job("unit", {
  image: "node:22",
  steps: [
    sh\`
      npm ci
      npm test
    \`,
  ],
  outputs: ["version"],
});

const lint = job("lint", { image: "node:22" });

// Ships it.
const deployProd = job("deploy prod", {
  image: "node:22",
  needs: [lint],
  when: (run) =>
    run.event === "push" && run.branch === "main" && !run.pullRequest?.fork,
  steps: [sh\`./deploy \${unit.outputs.version} --token \${secret("TOKEN")}\`],
});

export default pipeline("ci", { on: [push()], jobs: [deployProd] });
`);
});

it("writes a matrix as one, with conditions on its values as constants", async () => {
  const unit = job("unit", {
    matrix: { axes: ["os", "node"], options: { axes: object({ os: ["a", "b"], node: [20, 22] }), failFast: true } },
    options: { image: { kind: "text", parts: ["node:", { kind: "axis", name: "node" }] } },
    steps: [
      { ...script("echo a"), when: equal(axisVariable("os"), "a") },
      { ...script("echo b"), when: and(equal(axisVariable("os"), "b"), equal(RUN.branch, "main")), name: "B" },
    ],
  });
  const { text } = await writePipeline(pipeline([unit]));
  expect(text).toContain(`const unit = matrix(
  "unit",
  { axes: { os: ["a", "b"], node: [20, 22] }, failFast: true },
  ({ os, node }) => ({
    image: \`node:\${node}\`,
    steps: [
      ...(os === "a" ? [sh\`echo a\`] : []),
      step("B", sh\`echo b\`, {
        when: (run) => os === "b" && run.branch === "main",
      }),
    ],
  }),
);`);
});

it("writes texts of several lines as they are, but for characters that an editor does not show", async () => {
  const keys = { run: "set +x\n  echo `a` ${{ matrix.b }} \\n\n", one: "ci/install\n", odd: "a\r\nb" };
  const native = job("a", { kind: "native", options: { github: object(keys) } });
  const { text } = await writePipeline(pipeline([native]));
  expect(text).toContain("run: `set +x\n  echo \\`a\\` \\${{ matrix.b }} \\\\n\n`,");
  expect(text).toContain('one: "ci/install\\n"');
  expect(text).toContain('odd: "a\\r\\nb"');
});

it("escapes backticks and ${ for TypeScript, and nothing for the shell", async () => {
  const { text } = await writePipeline(pipeline([job("a", { steps: [script("echo `date` ${HOME} \\${X} \\n $$")] })]));
  expect(text).toContain("sh`echo \\`date\\` \\${HOME} \\$\\{X} \\n $$`");
});
