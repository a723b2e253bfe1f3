import { expect, it } from "vitest";
import type { RunEvent } from "../../../runtime/events.ts";
import type { PastRun } from "../../../runtime/journal/history.ts";
import { reportHtml } from "../../../runtime/report/html.ts";
import { criticalPath, reportOf } from "../../../runtime/report/model.ts";
import { digestOf } from "../../../runtime/store/digest.ts";

const location = { file: "pipeline.ts", line: 3, column: 1 };
const job = (id: string, ...needs: readonly string[]) => ({ id, kind: "script", needs, location }) as const;
const bad = { status: "failed", failure: { kind: "exit", step: 0, exitCode: 7 }, allowed: false } as const;

const events: readonly RunEvent[] = [
  {
    type: "run-started",
    time: 10,
    run: "r",
    pipeline: "p",
    executor: "host",
    jobs: [job("a"), job("b", "a"), job("c")],
  },
  { type: "job-started", time: 20, job: "a", attempt: 1 },
  { type: "step-started", time: 20, job: "a", step: 0, name: "npm test", location },
  { type: "log", time: 30, job: "a", stream: "stdout", line: "</script><!-- hi" },
  { type: "step-finished", time: 40, job: "a", step: 0, exitCode: 0 },
  { type: "job-finished", time: 40, job: "a", result: { status: "succeeded", outputs: { v: "1" } }, duration: 20 },
  { type: "job-started", time: 50, job: "b", attempt: 1 },
  { type: "job-finished", time: 90, job: "b", result: bad, duration: 40 },
  {
    type: "job-finished",
    time: 90,
    job: "c",
    result: { status: "skipped", reason: { kind: "condition" } },
    duration: 0,
  },
  { type: "run-finished", time: 95, outcome: "failed", duration: 85 },
];

async function* all() {
  yield* events;
}

const facts = { event: "push", branch: "main", sha: "0123456789abcdef", actor: "a", vars: {} } as const;
const run = {
  start: {
    ...{ type: "run", version: 2, run: "r", owner: "", time: 10, pipeline: "p", source: "pipeline.ts", dirty: false },
    ...{ graph: digestOf("g"), tree: digestOf("t") },
    asked: { facts, inputs: {}, executor: "host", jobs: [], from: [] },
  },
  ended: new Map([
    [
      "c",
      {
        ...{ type: "ended", job: "c", time: 90, duration: 0, definition: digestOf("c") },
        result: { status: "skipped", reason: { kind: "condition" } },
        condition: { when: 'run.branch === "x"', parts: ["run.branch is main"] },
      },
    ],
  ]),
  over: { type: "over", time: 95, outcome: "failed" },
} as unknown as PastRun;

it("is made of the events of a run and of its journal", async () => {
  const { report, logs } = await reportOf(all(), run);
  expect(report).toMatchObject({
    version: 1,
    status: "failed",
    of: "push main",
    begun: 10,
    ended: 95,
    critical: ["a", "b"],
  });
  expect(report.jobs.map(({ id, status }) => [id, status])).toEqual([
    ["a", "succeeded"],
    ["b", "failed"],
    ["c", "skipped"],
  ]);
  expect(report.jobs[0]?.steps).toEqual([
    { name: "npm test", place: "pipeline.ts:3", begun: 20, line: 0, ended: 40, exitCode: 0 },
  ]);
  expect(report.jobs[1]?.reason).toBe("step 1 exited with 7");
  expect(report.jobs[2]?.condition?.parts).toEqual(["run.branch is main"]);
  expect(logs.get("a")).toEqual(["$ npm test", "</script><!-- hi"]);
});

it("is one file that asks for nothing, in which no log ends a script", async () => {
  const text = reportHtml(await reportOf(all(), run), { script: "'</script>'", style: "" });
  expect(text).toContain("default-src 'none'");
  expect(text).not.toContain("connect-src");
  expect(text.match(/<\/script>/g)).toHaveLength(1 + 3 + 1);
  expect(text).not.toContain("<!-- hi");
});

it("follows the needs that were waited for longest", () => {
  const at = (id: string, begun: number, ended: number, ...needs: readonly string[]) => ({ id, begun, ended, needs });
  const jobs = [at("a", 0, 5), at("b", 0, 9), at("c", 9, 12, "a", "b"), at("d", 0, 11)];
  expect(criticalPath(jobs)).toEqual(["b", "c"]);
  expect(criticalPath([])).toEqual([]);
});
