import { describe, expect, it } from "vitest";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { RunEvent } from "../../runtime/events.ts";
import type { JobRequest } from "../../runtime/executors/executor.ts";
import { run } from "../../runtime/index.ts";
import { type Act, fakeExecutor, recording } from "./fake-executor.ts";
import { facts, graphOf, need, scriptJob, step } from "./graphs.ts";

const plan = scriptJob("plan", { outputs: ["list"], steps: [step("plan")] });
const axis = (name: string) => ({ kind: "matrix", name }) as const;

function check(rest: Partial<ScriptJob> = {}, dynamic: Partial<ScriptJob["dynamic"]> = {}): ScriptJob {
  return scriptJob("check", {
    needs: [need("plan", { gate: true })],
    image: { kind: "template", parts: [{ kind: "literal", value: "node:" }, axis("value")] },
    env: { VALUE: axis("value") },
    steps: [step("check")],
    dynamic: { from: { job: "plan", name: "list" }, failFast: false, ...dynamic },
    ...rest,
  });
}

const after = scriptJob("after", { needs: [need("check")], steps: [step("after")] });
const gated = scriptJob("gated", { needs: [need("check", { gate: true })], steps: [step("gated")] });

async function withList(list: string | undefined, job = check(), act: Act = () => 0) {
  const executed: JobRequest[] = [];
  const events: RunEvent[] = [];
  const plans: Act = ({ output }) => (list === undefined ? 0 : output("list", list));
  const fake = fakeExecutor({ acts: { plan: plans, check: act } });
  const outcome = await run(graphOf(plan, job, after, gated), {
    executor: recording(fake, executed),
    ...{ root: ".", facts, secrets: () => undefined, concurrency: 2, reporter: (event) => events.push(event) },
  });
  const statuses = Object.fromEntries([...outcome.jobs].map(([id, { status }]) => [id, status]));
  return { outcome, executed, events, statuses };
}

describe("a dynamic matrix", () => {
  it("becomes a job for each element of the list, and ends when they all have", async () => {
    const { executed, events, statuses } = await withList('["20", 22, "3.1-slim"]');
    expect(statuses).toEqual({
      ...{ plan: "succeeded", "check-20": "succeeded", "check-22": "succeeded", "check-3-1-slim": "succeeded" },
      ...{ check: "succeeded", after: "succeeded", gated: "succeeded" },
    });
    const instances = executed.filter((request) => request.job.matrix);
    expect(instances.map(({ image, stepEnv }) => [image, stepEnv(0, {})?.VALUE])).toEqual([
      ["node:20", "20"],
      ["node:22", "22"],
      ["node:3.1-slim", "3.1-slim"],
    ]);
    const told = events.flatMap((event) =>
      "job" in event && event.job.startsWith("check") ? [`${event.type} ${event.job}`] : [],
    );
    expect(told.slice(0, 2)).toEqual(["job-started check", "job-expanded check"]);
    expect(told.at(-1)).toBe("job-finished check");
    expect(events.find((event) => event.type === "job-expanded")).toMatchObject({
      into: [{ id: "check-20" }, { id: "check-22" }, { id: "check-3-1-slim" }],
    });
  });

  it("of objects, has a value for each key, and names that are alike are numbered", async () => {
    const keys = ["value", "port"];
    const job = check({ env: { PORT: axis("port"), VALUE: axis("value") } }, { keys });
    const { executed, statuses } = await withList('[{"value":"a.b","port":1},{"value":"a-b","port":1}]', job);
    expect(Object.keys(statuses)).toContain("check-a-b-1-2");
    expect(executed[2]?.stepEnv(0, {})).toEqual({ PORT: "1", VALUE: "a-b" });
  });

  it("is skipped by an empty list, as by its own condition", async () => {
    expect((await withList("[]")).statuses).toEqual({
      ...{ plan: "succeeded", check: "skipped", after: "succeeded", gated: "skipped" },
    });
  });

  it("fails when an instance does, and others go on", async () => {
    const { outcome, statuses } = await withList('["1","2"]', check(), ({ env }) => (env.VALUE === "1" ? 3 : 0));
    expect(statuses).toMatchObject({ "check-1": "failed", "check-2": "succeeded", check: "failed", after: "skipped" });
    expect(outcome.jobs.get("check")).toMatchObject({ failure: { kind: "instances", failed: ["check-1"] } });
    expect(outcome.exitCode).toBe(1);
  });

  it("keeps failFast, maxParallel and allowFailure", async () => {
    const fails: Act = ({ env }) => (env.VALUE === "1" ? 3 : 0);
    const fast = await withList('["1","2"]', check({}, { failFast: true, maxParallel: 1 }), fails);
    expect(fast.statuses).toMatchObject({ "check-1": "failed", "check-2": "cancelled", check: "failed" });
    const allowed = await withList('["1","2"]', check({ allowFailure: { exitCodes: [] } }), fails);
    expect(allowed.statuses).toMatchObject({ "check-1": "failed", check: "succeeded", after: "succeeded" });
    expect(allowed.outcome.exitCode).toBe(0);
  });

  it.each<[string | undefined, string]>([
    [undefined, "it was not set"],
    ["x", "it is not JSON"],
    ['{"a":1}', "it is not a list"],
    ["[ ]", "an empty list is written [] exactly"],
    ["[true]", "its element 1 is true, not a string or a number"],
    ['["a","a"]', 'it has "a" twice'],
    [JSON.stringify(Array.from({ length: 257 }, (_, n) => n)), "it has 257 elements, and 256 are the most"],
  ])("fails at its place when the output is %s", async (list, reason) => {
    const { outcome, statuses } = await withList(list);
    expect(statuses).toEqual({ plan: "succeeded", check: "failed", after: "skipped", gated: "skipped" });
    expect(outcome.diagnostics).toMatchObject([{ code: "WB4016", at: after.location }]);
    expect(outcome.diagnostics[0]?.message).toContain(
      `the output \`list\` of \`plan\` gives no instances for the matrix \`check\`: ${reason}`,
    );
  });
});
