import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../runtime/events.ts";
import { githubStyle } from "../../../runtime/reporters/github.ts";
import { gitlabStyle } from "../../../runtime/reporters/gitlab.ts";
import { type GroupStyle, groupedReporter } from "../../../runtime/reporters/grouped.ts";

const at = { file: "pipeline.ts", line: 2, column: 14 };
const job = (id: string) => ({ id, kind: "script", needs: [], location: at }) as const;
const failed = { status: "failed", failure: { kind: "exit", step: 0, exitCode: 7 }, allowed: false } as const;

const events: readonly RunEvent[] = [
  { type: "run-started", time: 0, run: "r", pipeline: "p", executor: "host", jobs: [job("unit"), job("lint")] },
  { type: "job-started", time: 1000, job: "unit", attempt: 1 },
  { type: "job-started", time: 1000, job: "lint", attempt: 1 },
  { type: "step-started", time: 1000, job: "unit", step: 0, name: "npm test", location: { ...at, line: 9 } },
  { type: "log", time: 2000, job: "lint", stream: "stdout", line: "clean" },
  { type: "log", time: 2000, job: "unit", stream: "stdout", line: "::set-output name=x::y" },
  {
    ...{ type: "report", time: 3000, job: "unit", problems: [] },
    tests: {
      total: 2,
      failed: 1,
      skipped: 0,
      failures: [{ name: "a: 50%, b", message: "no\nway", file: "a.ts", line: 3 }],
    },
  },
  { type: "job-finished", time: 4000, job: "lint", result: { status: "succeeded", outputs: {} }, duration: 3000 },
  { type: "job-finished", time: 5000, job: "unit", result: failed, duration: 4000 },
  { type: "run-finished", time: 5000, outcome: "failed", duration: 5000 },
];

function shown(style: GroupStyle): string {
  const parts: string[] = [];
  const report = groupedReporter({ write: (part) => void parts.push(part), color: false }, style);
  for (const event of events) report(event);
  return parts.join("");
}

describe("the reporter for GitHub", () => {
  it("groups the lines of a job, which cannot be commands, and annotates the step and the tests", () => {
    let count = 0;
    const text = shown(githubStyle(() => `token${++count}`));
    expect(text).toContain(
      "::group::lint: succeeded in 3.0s\n::stop-commands::token1\nclean\n::token1::\n::endgroup::\n",
    );
    expect(text).toContain(
      `::group::unit: failed after 4.0s: step 1 exited with 7
::stop-commands::token2
$ npm test
::set-output name=x::y
2 tests, 1 failed
::token2::
::endgroup::
::error file=pipeline.ts,line=9,col=14,title=unit failed::step 1 exited with 7: npm test
::error file=a.ts,line=3,title=a%3A 50%25%2C b::no%0Away
`,
    );
    expect(text).toMatch(/::stop-commands::token3\n\nunit failed: .*::token3::\n$/s);
  });
});

describe("the reporter for GitLab", () => {
  it("makes a section of each job, open where it failed", () => {
    const text = shown(gitlabStyle());
    expect(text).toContain(
      "\u001b[0Ksection_start:1:waybill_unit\r\u001b[0Kunit: failed after 4.0s: step 1 exited with 7\n$ npm test\n",
    );
    expect(text).toContain("\n\u001b[0Ksection_end:5:waybill_unit\r\u001b[0K\n");
    expect(text).toContain("section_start:2:waybill_lint[collapsed=true]\r");
    expect(text.indexOf("clean")).toBeLessThan(text.indexOf("npm test"));
  });
});

it("shows a part of a job that writes much before it has ended", () => {
  const parts: string[] = [];
  const report = groupedReporter({ write: (part) => void parts.push(part), color: false }, gitlabStyle());
  report(events[0]!);
  report(events[1]!);
  const line = "x".repeat(2 ** 20);
  for (let index = 0; index < 5; index += 1) report({ type: "log", time: 2, job: "unit", stream: "stdout", line });
  expect(parts.join("")).toContain("unit (part 1, goes on)");
  report(events[8]!);
  expect(parts.join("")).toContain("waybill_unit-2\r");
});
