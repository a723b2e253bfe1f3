import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import { outputFailure, type ReadFile } from "../../../runtime/executors/outputs.ts";
import { type LeftBySteps, stepResults } from "../../../runtime/executors/step-results.ts";
import { scriptJob, step } from "../graphs.ts";

const file =
  (text: string): ReadFile =>
  async (_, take) =>
    take(Buffer.from(text));
const named = (script: string, more: Partial<Step>): Step => ({ ...step(script), ...more });
const made = named('echo "v=1" >> "$WAYBILL_OUTPUT"; exit 4', { id: "made", outputs: ["v"], allowFailure: true });

it("knows a step that had no turn as skipped, and one that is allowed to fail as failed", async () => {
  const results = stepResults(
    scriptJob("a", { steps: [made], outputs: ["of"], outputsFrom: { of: { step: "made", name: "v" } } }),
  );
  expect([results.left, results.outputs()]).toEqual([{ made: { outcome: "skipped" } }, {}]);
  expect(await results.ended({ step: made, index: 0 }, false, file("v=1\nw=2"))).toEqual({ notes: "" });
  expect([results.left, results.outputs()]).toEqual([{ made: { outcome: "failure", "outputs.v": "1" } }, { of: "1" }]);
});

it("takes a step whose outputs cannot be read for failed", async () => {
  const results = stepResults(scriptJob("a", { steps: [made] }));
  expect(await results.ended({ step: made, index: 0 }, true, file("v<<END\nnever closed"))).toEqual({
    fault: { code: "WB4110", reason: "`v` has no line `END` at its end" },
    notes: "",
  });
  expect(results.left).toEqual({ made: { outcome: "failure" } });
});

it("replaces what a step has left when it runs once more, and knows nothing of it where a person goes back", async () => {
  const results = stepResults(scriptJob("a", { steps: [made] }));
  await results.ended({ step: made, index: 0 }, false, file("v=1"));
  results.pass(made);
  expect(results.left).toEqual({ made: { outcome: "success", "outputs.v": "1" } });
  results.back(0);
  expect(results.left).toEqual({ made: { outcome: "skipped" } });
  await results.ended({ step: made, index: 0 }, true, file(""));
  expect(results.left).toEqual({ made: { outcome: "success" } });
});

const writer = named("x", { writes: ["env", "path", "summary"] });
const files =
  (texts: Readonly<Record<string, string>>): ReadFile =>
  async (path, take) =>
    take(Buffer.from(texts[path] ?? ""));

it("hands on the variables and folders of all steps, the last ones stronger, but those from which a person goes back", async () => {
  const results = stepResults(scriptJob("a", { steps: [writer, writer] }));
  const first = { ".waybill-env-1": "A=1\nB<<END\nx\n\ny\nEND\n", ".waybill-path-1": "/one\n\n/two\n" };
  expect(await results.ended({ step: writer, index: 0 }, true, files(first))).toEqual({ notes: "" });
  await results.ended(
    { step: writer, index: 1 },
    false,
    files({ ".waybill-env-2": "A=2", ".waybill-path-2": "/three\n" }),
  );
  expect(results.handed()).toEqual({ variables: { A: "2", B: "x\n\ny" }, path: ["/three", "/two", "/one"] });
  results.back(1);
  expect(results.handed()).toEqual({ variables: { A: "1", B: "x\n\ny" }, path: ["/two", "/one"] });
});

it("shows a summary, and warns of variables that are reserved", async () => {
  const results = stepResults(scriptJob("a", { steps: [writer] }));
  const written = files({ ".waybill-env-1": "GITHUB_SHA=x\nNODE_OPTIONS=y", ".waybill-summary-1": "# Done\n" });
  expect((await results.ended({ step: writer, index: 0 }, true, written)).notes).toBe(
    "Warning: the variable GITHUB_SHA is reserved, and is not set.\nWarning: the variable NODE_OPTIONS is reserved, and is not set.\nSummary of x:\n# Done\n",
  );
  expect(results.handed().variables).toEqual({});
});

it("fails a step whose variables cannot be read, and says why", async () => {
  const results = stepResults(scriptJob("a", { steps: [writer] }));
  const { fault } = await results.ended({ step: writer, index: 0 }, true, files({ ".waybill-env-1": "a-b=1" }));
  expect(fault).toEqual({ code: "WB4112", reason: "`$WAYBILL_ENV`: `a-b` is not a name of a variable" });
  const failure = outputFailure("a", fault!, { file: "pipeline.ts", line: 1, column: 1 });
  expect(failure).toMatchObject({
    diagnostic: {
      code: "WB4112",
      message: "what a step of `a` hands on cannot be read: `$WAYBILL_ENV`: `a-b` is not a name of a variable",
    },
  });
});

/** Runs a job on this machine; with what its steps were asked by. */
async function runOnHost(job: ScriptJob) {
  const folder = mkdtempSync(join(tmpdir(), "waybill-steps-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, "root");
  mkdirSync(root);
  const session = await hostExecutor({ folder: join(folder, "runs") }).open({ id: "1", root });
  const asked: [number, LeftBySteps][] = [];
  try {
    const attempt = await session.execute({
      ...{ job, image: "", services: [], artifacts: [], caches: [], reports: [], signal: new AbortController().signal },
      stepEnv(index, left) {
        asked.push([index, structuredClone(left)]);
        return {};
      },
      sink: { step() {}, stepSkipped() {}, stepDone() {}, progress() {}, write() {} },
    });
    return { attempt, asked };
  } finally {
    await session.close();
  }
}

it("hands on what a process of this machine has put out", async () => {
  const { attempt, asked } = await runOnHost(
    scriptJob("a", {
      steps: [made, step("echo done")],
      outputs: ["of"],
      outputsFrom: { of: { step: "made", name: "v" } },
    }),
  );
  expect(attempt).toEqual({ outputs: { of: "1" } });
  expect(asked).toEqual([
    [0, { made: { outcome: "skipped" } }],
    [1, { made: { outcome: "failure", "outputs.v": "1" } }],
  ]);
});

it("fails a job of this machine with a step whose outputs cannot be read, and runs what runs always", async () => {
  const torn = named("printf 'v<<END\\n' >> \"$WAYBILL_OUTPUT\"", { id: "torn", outputs: ["v"] });
  const { attempt, asked } = await runOnHost(
    scriptJob("a", { steps: [torn, step("exit 1"), step("true", { runs: "always" })] }),
  );
  const { failure } = attempt;
  expect(failure?.kind === "diagnostic" && failure.diagnostic.message).toBe(
    "the outputs of `a` cannot be read: `v` has no line `END` at its end",
  );
  expect(asked.map(([index]) => index)).toEqual([0, 2]);
});
