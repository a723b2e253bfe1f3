import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../runtime/events.ts";
import { duration } from "../../../runtime/reporters/duration.ts";
import { screen } from "../../../runtime/reporters/tty/screen.ts";
import { advance, NOTHING_YET } from "../../../runtime/reporters/tty/state.ts";

const terminal = { columns: 40, rows: 24, color: false, unicode: true };
const location = { file: "pipeline.ts", line: 1, column: 1 };

function viewAfter(jobs: Readonly<Record<string, readonly string[]>>, ...events: RunEvent[]) {
  const started: RunEvent = {
    type: "run-started",
    time: 0,
    run: "r",
    pipeline: "p",
    executor: "docker",
    jobs: Object.entries(jobs).map(([id, needs]) => ({ id, kind: "script", needs, location })),
  };
  return [started, ...events].reduce(advance, NOTHING_YET);
}

const JOBS = { unit: [], lint: [], app: ["unit"], smoke: ["app"], ship: ["smoke", "unit"] };

describe("the screen of a run", () => {
  it("shows each job below the last of its needs", () => {
    expect(screen(viewAfter(JOBS), terminal, 0)).toBe(
      ["· unit", "└ · app", "  └ · smoke", "    └ · ship", "· lint"].join("\n"),
    );
  });

  it("shows state, time, step, progress and the last lines of what runs", () => {
    const view = viewAfter(
      JOBS,
      { type: "job-started", time: 1000, job: "unit", attempt: 1 },
      { type: "step-started", time: 1000, job: "unit", step: 0, name: "npm test" },
      ...["one", "two", "three", "four"].map(
        (line) => ({ type: "log", time: 1, job: "unit", stream: "stdout", line }) as const,
      ),
      { type: "job-started", time: 1000, job: "lint", attempt: 2 },
      { type: "progress", time: 1, job: "lint", activity: "pulling node:20", fraction: 0.5 },
    );
    expect(screen(view, { ...terminal, columns: 60 }, 3400).split("\n")).toEqual([
      "⠹ unit  2.4s  npm test",
      "  two",
      "  three",
      "  four",
      "└ · app",
      "  └ · smoke",
      "    └ · ship",
      "⠹ lint  2.4s  attempt 2",
      "  ██████████░░░░░░░░░░ 50%  pulling node:20",
    ]);
  });

  it("shows how jobs ended", () => {
    const ended = (job: string, result: Extract<RunEvent, { type: "job-finished" }>["result"]): RunEvent => ({
      type: "job-finished",
      time: 1,
      job,
      result,
      duration: 61_000,
    });
    const view = viewAfter(
      { a: [], b: [], c: [], d: [] },
      ended("a", { status: "succeeded", outputs: {} }),
      ended("b", { status: "failed", failure: { kind: "exit", step: 0, exitCode: 1 }, allowed: false }),
      ended("c", { status: "skipped", reason: { kind: "condition" } }),
      ended("d", { status: "cancelled" }),
    );
    expect(screen(view, terminal, 0).split("\n")).toEqual([
      "✔ a  1m 01s",
      "✖ b  1m 01s",
      "↷ c  skipped",
      "⊘ d  1m 01s  cancelled",
    ]);
    expect(screen(view, { ...terminal, unicode: false }, 0)).toMatch(/^\+ a.*\nx b.*\n- c.*\n! d/);
  });

  it("never is wider than the terminal, in characters or in wide ones", () => {
    const line = "漢字".repeat(60);
    const view = viewAfter(
      { unit: [] },
      { type: "job-started", time: 0, job: "unit", attempt: 1 },
      { type: "log", time: 0, job: "unit", stream: "stdout", line },
    );
    const last =
      screen(view, { ...terminal, color: true }, 0)
        .split("\n")
        .at(-1) ?? "";
    const plain = stripVTControlCharacters(last);
    expect(plain.trim().replace("…", "").length * 2 + 3).toBeLessThanOrEqual(40);
    expect(plain).toContain("…");
  });

  it("keeps what runs and what failed when there are too many jobs, and counts the rest", () => {
    const jobs = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`job-${n}`, []]));
    const view = viewAfter(jobs, { type: "job-started", time: 0, job: "job-77", attempt: 1 });
    expect(screen(view, { ...terminal, rows: 10 }, 0)).toBe("⠋ job-77  0.0s\n  and 99 more jobs");
  });
});

describe("duration", () => {
  it.each([
    [0, "0.0s"],
    [420, "0.4s"],
    [59_990, "1m 00s"],
    [125_000, "2m 05s"],
    [3_720_000, "1h 02m"],
  ])("%d ms is %s", (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
});
