import { expect, it } from "vitest";
import { checkStructure } from "../../compiler/graph/structure.ts";
import { job, sh, step } from "../../compiler/authoring/index.ts";
import { graphOf } from "../lowering/declare.ts";

it("finds in a saved graph what refers to a step that is not there, or comes later", () => {
  const made = step("made", sh`x`, { outputs: ["x"] });
  const graph = graphOf([
    job("a", { image: "x", steps: [made, sh`echo ${made.outputs.x}`], outputs: { of: made.outputs.x } }),
  ]);
  const turned = {
    ...graph,
    jobs: graph.jobs.map((one) => (one.kind === "script" ? { ...one, steps: one.steps.toReversed() } : one)),
  };
  const gone = {
    ...graph,
    jobs: graph.jobs.map((one) => (one.kind === "script" ? { ...one, steps: one.steps.slice(1) } : one)),
  };
  const message = "WB2024 `a` refers to the earlier step or its output `made.outputs.x`, which is not in the graph";
  const found = [turned, gone].map((one) => checkStructure(one).map(({ code, message: text }) => `${code} ${text}`));
  expect(found).toEqual([[message], [message, message]]);
});
