import { expect, it } from "vitest";
import { endingDiagnostic } from "../../compiler/frontend/evaluate/ending.ts";

it("blames the machine, not the pipeline, when the evaluating process is lost", () => {
  const where = {
    project: { root: "/repo", file: "/repo/pipeline.ts" },
    positions: () => undefined,
    marks: { span: () => undefined },
    milliseconds: 10_000,
  } as unknown as Parameters<typeof endingDiagnostic>[0];
  expect(endingDiagnostic(where, { kind: "lost", reason: "spawn EAGAIN" })).toMatchObject({
    code: "WB1025",
    fault: "infrastructure",
    message: "the process that evaluates pipelines was lost: spawn EAGAIN",
  });
});
