import { expect, it } from "vitest";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { JobRequest } from "../../runtime/executors/executor.ts";
import { run } from "../../runtime/index.ts";
import { fakeExecutor, recording } from "./fake-executor.ts";
import { facts, graphOf, need, scriptJob, step } from "./graphs.ts";

const plan = scriptJob("plan", { outputs: ["node"], steps: [step("plan")] });
const unit = scriptJob("unit", {
  needs: [need("plan", { gate: true })],
  image: {
    kind: "template",
    parts: [
      { kind: "literal", value: "node:" },
      { kind: "output", job: "plan", name: "node" },
      { kind: "literal", value: "-" },
      { kind: "run", name: "branch" },
    ],
  },
  steps: [step("test")],
});

/** What jobs were executed in, and how the run ended, when the plan sets this output. */
async function withOutput(value: string | undefined, jobs: readonly ScriptJob[] = [plan, unit]) {
  const executed: JobRequest[] = [];
  const fake = fakeExecutor({ acts: { plan: ({ output }) => (value === undefined ? 0 : output("node", value)) } });
  const outcome = await run(graphOf(...jobs), {
    executor: recording(fake, executed),
    ...{ root: ".", facts, secrets: () => undefined, reporter: () => {} },
  });
  return { outcome, images: executed.map(({ image }) => image) };
}

it("runs a job in an image whose name has an output in it", async () => {
  const { outcome, images } = await withOutput("22");
  expect(outcome.status).toBe("succeeded");
  expect(images).toEqual(["busybox:local", "node:22-main"]);
});

it("fails the job at its place when what comes out names no image", async () => {
  const { outcome, images } = await withOutput("not a tag");
  expect(images).toEqual(["busybox:local"]);
  expect(outcome).toMatchObject({ status: "failed", exitCode: 1 });
  expect(outcome.diagnostics).toMatchObject([
    {
      code: "WB4015",
      message: 'the image of `unit` would be `"node:not a tag-main"`, which is not a valid image name',
      remedy: 'correct the values that it consists of: "node:", the output node of plan, "-", the run\'s branch',
      at: unit.location,
    },
  ]);
});

it("and when the output was never set", async () => {
  const { outcome } = await withOutput(undefined, [
    plan,
    { ...unit, image: { kind: "template", parts: [{ kind: "output", job: "plan", name: "node" }] } },
  ]);
  expect(outcome.diagnostics.map(({ message }) => message)).toEqual([
    'the image of `unit` would be `""`, which is not a valid image name',
  ]);
});
