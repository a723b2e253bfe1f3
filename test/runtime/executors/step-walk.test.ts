import { expect, it } from "vitest";
import type { Step } from "../../../compiler/graph/model/index.ts";
import { deadline } from "../../../runtime/deadline.ts";
import type { JobRequest } from "../../../runtime/executors/executor.ts";
import type { StepDecision } from "../../../runtime/executors/hold.ts";
import type { ReadFile } from "../../../runtime/executors/outputs.ts";
import { stepResults } from "../../../runtime/executors/step-results.ts";
import { stepWalk } from "../../../runtime/executors/step-walk.ts";
import { scriptJob, step } from "../graphs.ts";

const file =
  (text: string): ReadFile =>
  async (_, take) =>
    take(Buffer.from(text));

/** A step that puts out, and one that reads it; a person decides after each failure. */
function held(...decisions: readonly StepDecision[]) {
  const made: Step = { ...step("make"), id: "made", outputs: ["v"] };
  const job = scriptJob("a", { steps: [made, step("read")] });
  const rest = [...decisions];
  const request = {
    job,
    stepEnv: (index: number, left: ReturnType<typeof stepResults>["left"]) =>
      index === 0 ? {} : { V: left.made?.["outputs.v"] ?? "", HOW: left.made?.outcome ?? "" },
    hold: { before: () => false, failure: true, decide: async () => rest.shift() ?? { kind: "quit" } },
  } as unknown as JobRequest;
  const results = stepResults(job);
  const place = { async keep() {}, async restore() {}, shell: async () => 0 };
  const walk = stepWalk(request, place, deadline(new AbortController().signal, 60), results);
  return { made, results, walk };
}

it("gives a step what the last run of an earlier one has left", async () => {
  const { made, results, walk } = held({ kind: "retry" });
  await walk.before(0);
  await results.ended({ step: made, index: 0 }, false, file("v=1"));
  expect(walk.env(1)).toEqual({ V: "1", HOW: "failure" });
  expect(await walk.failed(0, 1)).toBe(0);
  expect(walk.env(1)).toEqual({ V: "", HOW: "skipped" });
  await results.ended({ step: made, index: 0 }, true, file("v=2"));
  expect(walk.env(1)).toEqual({ V: "2", HOW: "success" });
});

it("takes a failed step for succeeded where a person skips it, and knows nothing of it once more where one goes back", async () => {
  const { made, results, walk } = held({ kind: "skip" }, { kind: "back", step: 0 });
  await walk.before(0);
  await results.ended({ step: made, index: 0 }, false, file("v=1"));
  expect(await walk.failed(0, 1)).toBe(1);
  expect(walk.env(1)).toEqual({ V: "1", HOW: "success" });
  await walk.before(1);
  expect(await walk.failed(1, 1)).toBe(0);
  expect(walk.env(1)).toEqual({ V: "", HOW: "skipped" });
});

it("resolves the environment of an edited step by what the steps before have left", async () => {
  const { made, results, walk } = held({
    kind: "retry",
    edited: { step: step("other"), env: (left) => ({ NOW: left.made?.["outputs.v"] ?? "" }) },
  });
  await walk.before(0);
  await results.ended({ step: made, index: 0 }, true, file("v=1"));
  await walk.before(1);
  expect(await walk.failed(1, 1)).toBe(1);
  expect([walk.step(1).name, walk.env(1)]).toEqual(["other", { NOW: "1" }]);
});
