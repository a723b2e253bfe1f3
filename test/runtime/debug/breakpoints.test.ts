import { expect, it } from "vitest";
import type { Job } from "../../../compiler/graph/model/index.ts";
import { breakpoints, unknownBreakpoints } from "../../../runtime/debug/breakpoints.ts";
import { graphOf, scriptJob, step } from "../graphs.ts";

const unit = scriptJob("unit", { steps: [step("npm ci"), step("npm test", { name: "test" })] });
const named = scriptJob("a:2", { steps: [step("true"), step("false")] });
const instance = (node: string) =>
  scriptJob(`check-${node}`, { steps: [step("true")], matrix: { id: "check", values: { node } } } as never);
const image = { ...scriptJob("image"), kind: "build" } as unknown as Job;
const graph = graphOf(unit, named, instance("20"), instance("22"), image);

it.each([
  [["unit"], [["unit", 0]]],
  [["unit:2"], [["unit", 1]]],
  [
    ["unit:test", "unit:npm ci"],
    [
      ["unit", 0],
      ["unit", 1],
    ],
  ],
  // A job's name may hold a colon.
  [["a:2"], [["a:2", 0]]],
  [["a:2:2"], [["a:2", 1]]],
  [
    ["check"],
    [
      ["check-20", 0],
      ["check-22", 0],
    ],
  ],
  [["failure"], []],
])("holds at %j before %j", (texts, expected) => {
  expect(unknownBreakpoints(texts, graph)).toEqual([]);
  const { before, failure } = breakpoints(texts, graph);
  expect(failure).toBe(texts.includes("failure"));
  const jobs = graph.jobs.filter((job) => job.kind === "script");
  const held = jobs.flatMap((job) => job.steps.flatMap((_, index) => (before(job, index) ? [[job.id, index]] : [])));
  expect(held).toEqual(expected);
});

it("refuses jobs and steps that are not there, and jobs without steps", () => {
  const text = (place: string) =>
    unknownBreakpoints([place], graph).map(({ code, message, remedy }) => `${code} ${message}; ${remedy}`);
  expect(text("untt:1")).toMatchInlineSnapshot(`
    [
      "WB4120 \`--break untt:1\`: the pipeline has no job \`untt\`; did you mean unit? If not, name a job of the pipeline, a job and a step as JOB:STEP, or \`failure\`; "waybill plan" lists the jobs",
    ]
  `);
  expect(text("unit:3")).toMatchInlineSnapshot(`
    [
      "WB4122 \`--break unit:3\`: \`unit\` has no such step; name one of its steps by number or name: 1 npm ci, 2 test",
    ]
  `);
  expect(text("unit:0")).toEqual(text("unit:3").map((one) => one.replace("unit:3", "unit:0")));
  expect(text("image")).toMatchInlineSnapshot(`
    [
      "WB4121 \`--break image\`: \`image\` is a build job, which has no steps; name a job that has steps",
    ]
  `);
});
