import { expect, it } from "vitest";
import type { JobEnded, RunBegan } from "../../../runtime/journal/entry.ts";
import type { PastRun } from "../../../runtime/journal/history.ts";
import { statsOf } from "../../../runtime/journal/stats.ts";

function run(name: string, tree: string, ...ended: readonly JobEnded[]): PastRun {
  const start = { type: "run", version: 2, run: name, tree } as unknown as RunBegan;
  return { start, ended: new Map(ended.map((one) => [one.job, one])) };
}

function ended(job: string, duration: number, result: unknown, definition = "same"): JobEnded {
  return { type: "ended", job, time: 0, duration, result, definition } as unknown as JobEnded;
}

const good = { status: "succeeded", outputs: {} };
const bad = { status: "failed", failure: { kind: "exit-code" }, allowed: false };

it("counts what ran to its end, the slowest job first", () => {
  const runs = [
    run("r3", "t2", ended("unit", 3000, good), ended("lint", 100, good)),
    run(
      "r2",
      "t1",
      ended("unit", 1000, good),
      ended("lint", 9, { ...good, cached: { run: "r1", because: "unchanged" } }),
    ),
    run("r1", "t1", ended("unit", 50, bad), ended("lint", 300, good), ended("ship", 0, { status: "skipped" })),
  ];
  expect(statsOf(runs)).toEqual([
    { job: "unit", runs: 3, failed: 1, median: 1000, slowest: 3000, flaky: { failed: "r1", succeeded: "r2" } },
    { job: "lint", runs: 2, failed: 0, median: 100, slowest: 300 },
  ]);
});

it("calls no job flaky that has changed, or whose sources have", () => {
  const runs = [
    run("r2", "t2", ended("unit", 1, good)),
    run("r1", "t1", ended("unit", 1, bad)),
    run("r0", "t1", ended("unit", 1, good, "other")),
  ];
  expect(statsOf(runs)[0]).not.toHaveProperty("flaky");
});
