import { expect, it } from "vitest";
import {
  buildImage,
  deploy,
  job,
  manual,
  matrix,
  pipeline,
  pullRequest,
  push,
  sh,
  swarmService,
} from "../../compiler/authoring/index.ts";
import { withCondition } from "../../compiler/authoring/internal.ts";
import { eq } from "../../compiler/authoring/condition/compare.ts";
import { lowered, lowerJobs, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];

/** What types let through only where they were cast away. */
const cast = (value: unknown) => value as never;

it.each([
  ["axes", cast({ axes: 1 }), "WB2004 axes must be an object, but it is a number"],
  ["an axis", cast({ axes: { os: 1 } }), "WB2004 axes.os must be a list of values, but it is a number"],
  ["include", cast({ axes: { os: ["a"] }, include: { os: "b" } }), "WB2004"],
  ["options", cast(null), "WB2004 options must be an object, but it is null"],
])("reports a matrix with wrong %s", (_, options, expected) => {
  const found = told(lowerJobs([matrix("m", options, () => ({ image, steps }))]).diagnostics);
  if (expected !== "WB2004") expect(found).toContain(expected);
  else expect(found).toEqual([]);
});

it("reports options that are no objects, lists that are none, and what makes no instance", () => {
  expect(told(lowerJobs([job("a", cast("x"))]).diagnostics)).toContain(
    "WB2004 options must be an object, but it is a text",
  );
  expect(told(lowerJobs([job("a", { image, steps, outputs: cast(5) })]).diagnostics)).toEqual([
    "WB2004 outputs must be a text, but it is a number",
  ]);
  expect(told(lowerJobs([matrix("m", { axes: { os: ["a"] } }, cast(5))]).diagnostics)).toContain(
    "WB2004 options must be an object, but it is a number",
  );
  expect(told(lowerJobs([job("a", { image, steps })], [pullRequest(cast("main")), push()]).diagnostics)).toEqual([
    "WB2004 options must be an object, but it is a text",
  ]);
  expect(told(lowered(pipeline(cast({}), { on: [push()], jobs: [job("a", { image, steps })] })).diagnostics)).toContain(
    "WB2004 name must be a text, but it is an object",
  );
});

it("reports what a saved graph would be refused for", () => {
  const app = buildImage("app", { repository: "registry.example.com/app" });
  const smoke = job("smoke", { image: app, steps });
  const shipped = deploy("ship", { image: app.testedBy(smoke, cast(app)), to: swarmService("app") });
  expect(told(lowerJobs([shipped]).diagnostics)).toEqual([
    "WB2004 image.testedBy(2) must be a job, but it is an image",
  ]);
  const empty = job("a", { image, steps, cache: { key: [], paths: [] } });
  expect(told(lowerJobs([empty]).diagnostics)).toEqual([
    'WB2003 job a: cache.key "[]" is empty',
    'WB2003 job a: cache.paths "[]" is empty',
  ]);
  const hand = manual({ inputs: { text: { type: "string", default: "${{ github.token }}" } } });
  expect(told(lowerJobs([job("a", { image, steps })], [hand]).diagnostics)).toEqual([
    'WB2003 trigger manual: inputs.text.default "${{ github.token }}" is not only data',
  ]);
  const staged = pipeline("p", { on: [push()], stages: ["$x"], jobs: [job("a", { image, steps })] });
  expect(told(lowered(staged).diagnostics)).toEqual(['WB2003 pipeline p: a stage "$x" is not a name of a stage']);
});

it("finds the job of a condition by its id, whatever its name is", () => {
  const facts = job("Facts of the tree", { image, steps, outputs: ["mode"] });
  const when = withCondition(
    () => true,
    () => eq(0, facts.outputs.mode, "full"),
  );
  const { graph } = lowerJobs([job("full", { image, steps, when })]);
  expect(graph?.jobs[1]?.when).toMatchObject({ variable: { job: "Facts-of-the-tree", name: "mode" } });
  expect(graph?.jobs[0]?.id).toBe("Facts-of-the-tree");
});
