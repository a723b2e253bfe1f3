import { expect, it } from "vitest";
import type { RunEvent } from "../../../runtime/events.ts";
import { junitReporter } from "../../../runtime/reporters/junit.ts";

it("gives a run as JUnit XML, with what failed and the end of its log", () => {
  let xml = "";
  const report = junitReporter((text) => {
    xml += text;
  });
  const events: RunEvent[] = [
    { type: "run-started", time: 1_700_000_000_000, run: "r", pipeline: "shop <1>", executor: "docker", jobs: [] },
    { type: "log", time: 1, job: "unit", stream: "stdout", line: 'expected "a" & <b>\u0001' },
    {
      ...{ type: "report", time: 1, job: "unit", problems: [] },
      tests: { total: 2, failed: 1, skipped: 0, failures: [{ name: "pays", message: "no <money>" }] },
    },
    { type: "job-finished", time: 1, job: "lint", result: { status: "succeeded", outputs: {} }, duration: 1500 },
    {
      type: "job-finished",
      time: 1,
      job: "types",
      result: { status: "succeeded", outputs: {}, cached: { run: "q", because: "unchanged" } },
      duration: 2,
    },
    {
      type: "job-finished",
      time: 1,
      job: "unit",
      result: { status: "failed", failure: { kind: "exit", step: 1, exitCode: 7 }, allowed: false },
      duration: 20,
    },
    {
      type: "job-finished",
      time: 1,
      job: "ship",
      result: { status: "skipped", reason: { kind: "need", job: "unit" } },
      duration: 0,
    },
    { type: "run-finished", time: 1, outcome: "failed", duration: 1600 },
  ];
  for (const event of events) report(event);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="shop &lt;1&gt;" tests="4" failures="1" errors="0" skipped="1" time="1.600" timestamp="2023-11-14T22:13:20">
    <testcase classname="shop &lt;1&gt;" name="lint" time="1.500"/>
    <testcase classname="shop &lt;1&gt;" name="types" time="0.002">
      <system-out>cached: unchanged since run q</system-out>
    </testcase>
    <testcase classname="shop &lt;1&gt;" name="unit" time="0.020">
      <failure message="step 2 exited with 7" type="exit">expected "a" &amp; &lt;b&gt;</failure>
      <system-out>2 tests, 1 failed
x pays: no &lt;money&gt;</system-out>
    </testcase>
    <testcase classname="shop &lt;1&gt;" name="ship" time="0.000">
      <skipped message="it needs unit"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});
