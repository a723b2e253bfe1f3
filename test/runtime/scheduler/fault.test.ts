import { describe, expect, it } from "vitest";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Job } from "../../../compiler/graph/model/index.ts";
import type { JobResult } from "../../../runtime/events.ts";
import { type ScheduleOptions, schedule, type Work } from "../../../runtime/scheduler/index.ts";
import { facts, need, scriptJob } from "../graphs.ts";

const group = { group: "g", waiting: "queue" } as const;
const jobs: readonly Job[] = [
  scriptJob("a", { concurrency: group }),
  scriptJob("b", { needs: [need("a")] }),
  scriptJob("other"),
  scriptJob("last", { finally: true, needs: [need("b")] }),
];

async function ends(work: Partial<Work>, more: Partial<ScheduleOptions> = {}): Promise<Record<string, string>> {
  const ran: Work = { prepare() {}, run: async () => ({ outputs: {} }), ...work };
  const results = await schedule({
    ...{ jobs, facts, concurrency: 2, signal: new AbortController().signal, started() {}, finished() {} },
    ...{ turn: async () => async () => {}, ...more, work: ran },
  });
  return Object.fromEntries([...results].map(([id, result]) => [id, wordOf(result)]));
}

function wordOf(result: JobResult): string {
  if (result.status !== "failed" || result.failure.kind !== "diagnostic") return result.status;
  const { code, message, at } = result.failure.diagnostic;
  return `${code} ${message} (${at?.file})`;
}

const broken = (): never => {
  throw new Error("broken");
};
const whole = { b: "skipped", other: "succeeded", last: "succeeded" };

describe("an error in the work of a job", () => {
  it("is a failure of that job alone: others end, and final jobs run", async () => {
    const run: Work["run"] = async ({ id }) => (id === "a" ? broken() : { outputs: {} });
    expect(await ends({ run })).toEqual({
      ...whole,
      a: "WB4013 `a` ended because of an unexpected error: broken (pipeline.ts)",
    });
  });

  it("keeps its diagnostic", async () => {
    const lock = () => Promise.reject(new DiagnosticError(diagnostic("WB4014", { folder: "/f", reason: "full" })));
    expect(await ends({}, { turn: lock })).toEqual({
      ...whole,
      a: "WB4014 cannot write the folder `/f` for the files of runs: full (pipeline.ts)",
    });
  });

  it("that gives its turn back is none of the job, and one ahead of its turn is ignored", async () => {
    expect(await ends({ prepare: broken }, { turn: async () => async () => broken() })).toEqual({
      ...whole,
      a: "succeeded",
      b: "succeeded",
    });
  });
});
