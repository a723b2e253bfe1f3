import { expect, it } from "vitest";
import type { Job, ScriptJob } from "../../../compiler/graph/model/index.ts";
import { definitions } from "../../../runtime/proof/definition.ts";
import { graphOf, need, scriptJob, step } from "../graphs.ts";

const fixtures = scriptJob("fixtures", { steps: [step("make")], outputs: ["version"] });
const lint = scriptJob("lint", { steps: [step("lint")] });
const test = scriptJob("test", {
  needs: [need("fixtures", { artifacts: true }), need("lint")],
  steps: [step("test", { env: { LEVEL: { kind: "literal", value: "1" } } })],
});
const of = (...jobs: readonly Job[]) => definitions(graphOf(...jobs))("test");
const before = of(fixtures, lint, test);

it("is the same wherever a job is written, and whatever else must run first", () => {
  const elsewhere = { file: "other.ts", line: 7, column: 7 };
  const moved: ScriptJob = { ...test, location: elsewhere, stage: "later", conditionLocation: elsewhere };
  const [first] = test.steps;
  const movedStep = { ...test, steps: [{ ...first!, location: elsewhere }] };
  const reordered = Object.fromEntries(Object.entries(test).reverse()) as unknown as ScriptJob;
  for (const same of [moved, movedStep, reordered]) expect(of(fixtures, lint, same)).toBe(before);
  expect(of(fixtures, { ...lint, steps: [step("lint harder")] }, test)).toBe(before);
  expect(of(fixtures, lint, { ...test, needs: [need("fixtures", { artifacts: true })] })).toBe(before);
});

it("is another for each change of the job, and of a job that hands it something", () => {
  const location = { kind: "literal", value: "here" } as const;
  const variants: readonly ScriptJob[] = [
    { ...test, steps: [step("true")] },
    { ...test, steps: [...test.steps, step("more")] },
    { ...test, env: { location } },
    { ...test, env: { location: { ...location, value: "there" } } },
    { ...test, user: "root" },
    { ...test, when: { op: "constant", value: false } },
    { ...test, allowFailure: { exitCodes: [] } },
  ];
  const found = variants.map((variant) => of(fixtures, lint, variant));
  expect(new Set([before, ...found]).size).toBe(variants.length + 1);
  expect(of({ ...fixtures, steps: [step("make other")] }, lint, test)).not.toBe(before);
});
