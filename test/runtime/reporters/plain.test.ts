import { expect, it } from "vitest";
import { diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { RunEvent } from "../../../runtime/events.ts";
import { plainReporter } from "../../../runtime/reporters/plain.ts";

const at = { file: "pipeline.ts", line: 2, column: 14 };
const refused = diagnostic("WB4002", { image: "x:1", job: "image", reason: "gone", registry: "docker.io" }, { at });
const failure = { kind: "exit", step: 1, exitCode: 7 } as const;
const job = (id: string) => ({ id, kind: "script", needs: [], location: at }) as const;

const events: readonly RunEvent[] = [
  {
    type: "run-started",
    time: 0,
    run: "r",
    pipeline: "p",
    executor: "docker",
    jobs: [job("unit"), job("image"), job("ship")],
  },
  { type: "job-started", time: 0, job: "unit", attempt: 1 },
  { type: "progress", time: 0, job: "unit", activity: "pulling node:20", fraction: 0 },
  { type: "progress", time: 0, job: "unit", activity: "pulling node:20", fraction: 0.5 },
  { type: "step-started", time: 0, job: "unit", step: 0, name: "npm test" },
  { type: "step-skipped", time: 0, job: "unit", step: 1, name: "coverage", reason: "condition" },
  { type: "step-skipped", time: 0, job: "unit", step: 2, name: "codecov", reason: "action" },
  { type: "log", time: 0, job: "unit", stream: "stderr", line: "1 test failed" },
  {
    ...{ type: "report", time: 0, job: "unit", coverage: { lines: 87.5 }, problems: ["there is no report b.xml"] },
    tests: {
      ...{ total: 40, failed: 12, skipped: 1 },
      failures: [
        { name: "pays", message: "no money" },
        ...Array.from({ length: 11 }, (_, index) => ({ name: `t${index}` })),
      ],
    },
  },
  { type: "job-finished", time: 0, job: "unit", result: { status: "failed", failure, allowed: false }, duration: 1234 },
  {
    ...{ type: "job-finished", time: 0, job: "image", duration: 10 },
    result: { status: "failed", failure: { kind: "diagnostic", diagnostic: refused }, allowed: false },
  },
  {
    type: "job-finished",
    time: 0,
    job: "ship",
    result: { status: "skipped", reason: { kind: "need", job: "unit" } },
    duration: 0,
  },
  { type: "run-finished", time: 0, outcome: "failed", duration: 2000 },
];

it("begins each line with its job, and ends with what failed, its last lines and its place", () => {
  let text = "";
  const report = plainReporter({
    write: (part) => {
      text += part;
    },
    color: false,
    source: () => "import x\nconst unit = job();",
  });
  for (const event of events) report(event);
  expect(text).toBe(`unit  | pulling node:20
unit  | $ npm test
unit  | - coverage (skipped: its condition does not hold)
unit  | - codecov (skipped: only GitHub has its action)
unit  | 1 test failed
unit  | 40 tests, 12 failed, 1 skipped; 87.5 % of lines covered
unit  | there is no report b.xml
unit  | failed after 1.2s
image | failed after 0.0s
ship  | skipped: it needs unit

unit failed: step 2 exited with 7 (pipeline.ts:2:14)
  | 1 test failed

image failed: WB4002 (pipeline.ts:2:14)
  error WB4002: cannot pull the image x:1 of \`image\`: gone
    at pipeline.ts:2:14
      1 | import x
    > 2 | const unit = job();
        |              ^^^
    remedy: ${refused.remedy}

unit: 40 tests, 12 failed, 1 skipped; 87.5 % of lines covered
  x pays: no money
${Array.from({ length: 9 }, (_, index) => `  x t${index}\n`).join("")}  and 2 more
  there is no report b.xml

failed in 2.0s: 2 failed, 1 skipped
`);
});

it("colours only when it is told to", () => {
  let text = "";
  const report = plainReporter({
    write: (part) => {
      text += part;
    },
    color: true,
  });
  for (const event of events) report(event);
  expect(text).toContain("\u001b[31m");
});

it("marks what was not run but taken from an earlier run", () => {
  let text = "";
  const report = plainReporter({
    write: (part) => {
      text += part;
    },
    color: false,
  });
  const finished = (id: string, because?: "unchanged" | "resumed"): RunEvent => ({
    ...{ type: "job-finished", time: 0, job: id, duration: 10 },
    result: { status: "succeeded", outputs: {}, ...(because && { cached: { run: "q", because } }) },
  });
  report({ ...events[0], jobs: [] } as RunEvent);
  report(finished("unit", "unchanged"));
  report(finished("image", "resumed"));
  report(finished("ship"));
  report({ type: "run-finished", time: 0, outcome: "succeeded", duration: 2000 });
  expect(text).toBe(`unit | cached: unchanged since run q
image | cached: taken from run q
ship | succeeded in 0.0s

succeeded in 2.0s: 1 succeeded, 2 cached
`);
});
