import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import type { ReadFile } from "../../../runtime/executors/outputs.ts";
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
  expect(await results.ended(made, false, file("v=1\nw=2"))).toBeUndefined();
  expect([results.left, results.outputs()]).toEqual([{ made: { outcome: "failure", "outputs.v": "1" } }, { of: "1" }]);
});

it("takes a step whose outputs cannot be read for failed", async () => {
  const results = stepResults(scriptJob("a", { steps: [made] }));
  expect(await results.ended(made, true, file("v<<END\nnever closed"))).toBe("`v` has no line `END` at its end");
  expect(results.left).toEqual({ made: { outcome: "failure" } });
});

it("replaces what a step has left when it runs once more, and knows nothing of it where a person goes back", async () => {
  const results = stepResults(scriptJob("a", { steps: [made] }));
  await results.ended(made, false, file("v=1"));
  results.pass(made);
  expect(results.left).toEqual({ made: { outcome: "success", "outputs.v": "1" } });
  results.back(0);
  expect(results.left).toEqual({ made: { outcome: "skipped" } });
  await results.ended(made, true, file(""));
  expect(results.left).toEqual({ made: { outcome: "success" } });
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
