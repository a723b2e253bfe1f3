import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Failure, JobResult, RunEvent, SkipReason } from "../../../runtime/events.ts";
import { jsonReporter } from "../../../runtime/reporters/json.ts";

const schema = JSON.parse(readFileSync(new URL("../../../schemas/run-event.schema.json", import.meta.url), "utf8"));
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const location = { file: "pipeline.ts", line: 1, column: 2 };
const place = { at: { ...location, endLine: 1, endColumn: 4 }, related: [{ message: "here", at: location }] };

// One of each kind: a kind that is added to the types does not compile until it is here, and then has to fit the schema.
const failures: { readonly [K in Failure["kind"]]: Extract<Failure, { kind: K }> } = {
  exit: { kind: "exit", step: 0, exitCode: 3 },
  timeout: { kind: "timeout", seconds: 60 },
  instances: { kind: "instances", failed: ["check-a"] },
  "out-of-memory": { kind: "out-of-memory", step: 1 },
  diagnostic: { kind: "diagnostic", diagnostic: diagnostic("WB4010", { name: "x", meant: "", jobs: "y" }, place) },
};
const reasons: { readonly [K in SkipReason["kind"]]: Extract<SkipReason, { kind: K }> } = {
  condition: { kind: "condition" },
  need: { kind: "need", job: "unit" },
  "not-selected": { kind: "not-selected" },
  "not-approved": { kind: "not-approved" },
  "not-named": { kind: "not-named" },
  replaced: { kind: "replaced", group: "staging" },
};
const results: { readonly [K in JobResult["status"]]: readonly Extract<JobResult, { status: K }>[] } = {
  succeeded: [
    { status: "succeeded", outputs: { version: "1" } },
    ...(["unchanged", "resumed", "from"] as const).map((because) => ({
      ...({ status: "succeeded", outputs: {} } as const),
      cached: { run: "r", because },
    })),
  ],
  failed: Object.values(failures).map((failure) => ({ status: "failed", failure, allowed: false })),
  skipped: Object.values(reasons).map((reason) => ({ status: "skipped", reason })),
  cancelled: [{ status: "cancelled" }],
};
const events: { readonly [K in RunEvent["type"]]: readonly Extract<RunEvent, { type: K }>[] } = {
  "run-started": [
    {
      ...{ type: "run-started", time: 1, run: "r", pipeline: "p", executor: "docker" },
      jobs: [{ id: "unit", kind: "script", needs: ["lint"], location }],
    },
  ],
  "job-started": [{ type: "job-started", time: 1, job: "unit", attempt: 2 }],
  "job-expanded": [
    {
      ...{ type: "job-expanded", time: 1, job: "check" },
      into: [{ id: "check-a", kind: "script", needs: ["plan"], location }],
    },
  ],
  "step-started": [{ type: "step-started", time: 1, job: "unit", step: 0, name: "npm test" }],
  cache: [
    { type: "cache", time: 1, job: "unit", cache: "npm", outcome: "hit", bytes: 1024 },
    { type: "cache", time: 1, job: "unit", cache: "npm", outcome: "miss", reason: "it is cut short" },
    ...(["fallback", "kept", "not-kept"] as const).map((outcome) => ({
      ...({ type: "cache", time: 1, job: "unit", cache: "npm" } as const),
      outcome,
    })),
  ],
  report: [
    { type: "report", time: 1, job: "unit", problems: ["there is no report a.xml"] },
    {
      ...{ type: "report", time: 1, job: "unit", coverage: { lines: 87.5 }, problems: [] },
      tests: { total: 3, failed: 2, skipped: 0, failures: [{ name: "a", message: "b" }, { name: "c" }] },
    },
  ],
  log: [{ type: "log", time: 1, job: "unit", stream: "stdout", line: "a\tb" }],
  progress: [
    { type: "progress", time: 1, job: "unit", activity: "pulling", fraction: 0.5 },
    { type: "progress", time: 1, job: "unit", activity: "pulling" },
  ],
  "job-held": [
    { type: "job-held", time: 1, job: "unit", step: 0, name: "npm test" },
    { type: "job-held", time: 1, job: "unit", step: 0, name: "npm test", exitCode: 1 },
  ],
  "job-released": (["continue", "retry", "skip", "back", "quit"] as const).map((decision) => {
    return { type: "job-released", time: 1, job: "unit", step: 0, name: "npm test", decision };
  }),
  "step-skipped": [{ type: "step-skipped", time: 1, job: "unit", step: 0, name: "npm test", reason: "action" }],
  "step-finished": [{ type: "step-finished", time: 1, job: "unit", step: 0, exitCode: 0 }],
  "job-finished": Object.values(results)
    .flat()
    .map((result) => ({ type: "job-finished", time: 1, job: "unit", result, duration: 10 })),
  notice: [{ type: "notice", time: 1, message: "made locally" }],
  "run-finished": (["succeeded", "failed", "cancelled"] as const).map((outcome) => ({
    ...{ type: "run-finished", time: 1, outcome, duration: 5 },
  })),
};

describe("events as JSON", () => {
  for (const event of Object.values(events).flat()) {
    it(`fits the schema: ${JSON.stringify(event).slice(0, 90)}`, () => {
      let line = "";
      jsonReporter((text) => {
        line += text;
      })(event);
      expect(line.endsWith("\n") && line.indexOf("\n") === line.length - 1).toBe(true);
      const parsed = JSON.parse(line);
      expect(parsed).toEqual(event);
      expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
      // The schema knows each property: one more is refused, one less too where it is required.
      expect(valid({ ...parsed, more: 1 })).toBe(false);
      expect(valid({ ...parsed, time: undefined })).toBe(false);
    });
  }
});
