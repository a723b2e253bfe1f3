import { expect, it } from "vitest";
import type { JobCache, RunEvent } from "../../../runtime/events.ts";
import { cacheText } from "../../../runtime/reporters/failure.ts";
import { junitReporter } from "../../../runtime/reporters/junit.ts";
import { plainReporter } from "../../../runtime/reporters/plain.ts";
import { screen } from "../../../runtime/reporters/tty/screen.ts";
import { advance, NOTHING_YET } from "../../../runtime/reporters/tty/state.ts";

const told = (outcome: JobCache["outcome"], rest: Partial<JobCache> = {}): JobCache => ({
  ...{ type: "cache", time: 1, job: "unit", cache: "npm", outcome },
  ...rest,
});
const location = { file: "pipeline.ts", line: 1, column: 1 };
const events: readonly RunEvent[] = [
  {
    ...{ type: "run-started", time: 1, run: "r", pipeline: "shop", executor: "docker" },
    jobs: [{ id: "unit", kind: "script", needs: [], location }],
  },
  { type: "job-started", time: 1000, job: "unit", attempt: 1 },
  told("hit", { bytes: 3 * 2 ** 20 }),
  told("miss", { cache: "pip" }),
  told("kept", { cache: "pip", bytes: 1024 }),
];

it.each([
  [told("hit", { bytes: 12 }), "cache npm: restored, 12 bytes"],
  [told("fallback", { bytes: 1536 }), "cache npm: of another key, the newest, restored, 1.5 KiB"],
  [told("miss"), "cache npm: none yet"],
  [told("miss", { reason: "it is cut short" }), "cache npm: begins empty: it is cut short"],
  [told("kept", { bytes: 1024 }), "cache npm: kept, 1 KiB"],
  [told("not-kept", { reason: "no file matches .npm" }), "cache npm: not kept: no file matches .npm"],
])("says what became of a cache: %j", (event, text) => {
  expect(cacheText(event)).toBe(text);
});

it("tells of caches in plain lines", () => {
  let text = "";
  const report = plainReporter({
    color: false,
    write(part) {
      text += part;
    },
  });
  for (const event of events) report(event);
  expect(text).toBe("unit | cache npm: restored, 3 MiB\nunit | cache pip: none yet\nunit | cache pip: kept, 1 KiB\n");
});

it("tells of caches beside the job on the screen", () => {
  const view = events.reduce(advance, NOTHING_YET);
  expect(screen(view, { columns: 60, rows: 24, color: false, unicode: true }, 2000)).toContain(
    "unit  1.0s  cache npm hit, pip miss",
  );
});

it("tells of caches in JUnit, of jobs that failed too", () => {
  let xml = "";
  const report = junitReporter((text) => {
    xml += text;
  });
  for (const event of events) report(event);
  report({
    ...{ type: "job-finished", time: 1, job: "unit", duration: 20 },
    result: { status: "failed", failure: { kind: "exit", step: 0, exitCode: 1 }, allowed: false },
  });
  report({ type: "run-finished", time: 1, outcome: "failed", duration: 30 });
  expect(xml).toContain(
    "</failure>\n      <system-out>cache npm: restored, 3 MiB\ncache pip: none yet\ncache pip: kept, 1 KiB</system-out>\n    </testcase>",
  );
});
