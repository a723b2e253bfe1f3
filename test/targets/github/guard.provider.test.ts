import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Expr, equal, isEvent, not, or, RUN } from "../../../compiler/expr/index.ts";
import type { Job } from "../../../compiler/graph/model/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { at, build, deploy, after as following, gate, graph, script } from "../graphs.ts";
import { jobsOf } from "./reader.ts";

const main = equal(RUN.branch, "main");
const token = { TOKEN: { kind: "secret", name: "TOKEN" } } as const;

function emitted(jobs: readonly Job[]) {
  const { files, diagnostics } = github.emit(graph(jobs));
  expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return jobsOf(files[0]?.text ?? "");
}

/** Runs a guard in a real shell: its exit code, what it says and what it puts out. */
function run(guard: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "waybill-guard-"));
  try {
    const output = join(folder, "output");
    const { status, stdout } = spawnSync("sh", ["-e", "-c", guard], {
      env: { ...env, GITHUB_OUTPUT: output },
      encoding: "utf8",
    });
    return { status, said: stdout, output: readFileSync(output, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const guardOf = (job: Job, before: readonly Job[] = []) => emitted([...before, job])[job.id]?.steps?.[0];

describe("the first step of a job whose condition GitHub cannot decide", () => {
  it("skips the rest, and says so", () => {
    const job = script("unit", { when: or(main, equal(RUN.tag, "100%\n's")) });
    const guard = guardOf(job);
    expect(guard?.name).toBe("Condition");
    expect(run(guard?.run ?? "", { WAYBILL_REF: "refs/heads/main" })).toEqual({
      status: 0,
      said: "",
      output: "ran=true\n",
    });
    expect(run(guard?.run ?? "", { WAYBILL_REF: "refs/heads/MAIN" })).toEqual({
      status: 0,
      said: `::notice title=Skipped::The job's condition does not hold: run.branch === "main" || run.tag === "100%25\\n's"\n`,
      output: "ran=false\n",
    });
    const steps = emitted([job]).unit?.steps?.slice(1) ?? [];
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step.if).toContain("steps.condition.outputs.ran == 'true'");
  });

  it.each<[string, Job, readonly Job[]]>([
    ["holds a secret", script("a", { when: main, env: token }), []],
    [
      "hands a secret to one of its steps",
      script("a", {
        when: main,
        steps: [{ name: "s", location: at(), run: { kind: "shell", script: "./publish" }, env: token }],
      }),
      [],
    ],
    ["has an environment", script("a", { when: main, environment: { name: "live" } }), []],
    ["pushes an image", build("a", { when: main }), []],
    ["deploys", deploy("a", "app", { when: main, needs: [gate("app")] }), [build("app")]],
  ])("fails a job that %s", (_what, job, before) => {
    const guard = guardOf(job, before);
    expect(run(guard?.run ?? "", { WAYBILL_REF: "refs/heads/main" })).toMatchObject({ status: 0, said: "" });
    expect(run(guard?.run ?? "", { WAYBILL_REF: "refs/heads/Main" })).toEqual({
      status: 1,
      said: `::error title=Refused::This run only looks like one that the job is for. Its condition does not hold: run.branch === "main"\n`,
      output: "ran=false\n",
    });
  });

  it("is not needed where the plan job can keep a job with secrets away from ordinary runs", () => {
    const jobs = emitted([script("a", { when: not(main), env: token }), script("b", { when: not(main) })]);
    expect(jobs.a?.needs).toEqual(["plan"]);
    expect(jobs.a?.steps?.[0]?.name).not.toBe("Condition");
    expect(jobs.b?.needs).toBeUndefined();
    expect(jobs.b?.steps?.[0]?.name).toBe("Condition");
  });

  it("leaves the plan job alone where only a final job comes after", () => {
    const unit = script("unit");
    const next = script("next", { when: main, needs: [gate("unit")] });
    const last = script("last", { finally: true, needs: [following("next")] });
    expect(Object.keys(emitted([unit, next, last]))).toEqual(["unit", "next", "last"]);
    expect(Object.keys(emitted([unit, next, script("late", { needs: [following("next")] })]))[0]).toBe("plan");
  });

  it("is not there where GitHub's own condition is exact, and neither is the plan job", () => {
    const jobs = emitted([script("a", { when: isEvent("push"), env: token })]);
    expect(Object.keys(jobs)).toEqual(["a"]);
    expect(jobs.a?.steps?.[0]?.name).not.toBe("Condition");
  });

  it("is not needed for conditions on outputs: the job that sets one compares it exactly, and puts the answer out", () => {
    const output: Expr = { op: "equal", variable: { kind: "output", job: "unit", name: "level" }, value: "low" };
    const job = script("a", { when: not(output), needs: [gate("unit")], env: token });
    const { unit, a } = emitted([script("unit", { outputs: ["level"] }), job]);
    expect(a?.steps?.[0]?.name).not.toBe("Condition");
    const [answer] = Object.keys(unit?.outputs ?? {}).filter((name) => name.startsWith("level_is_"));
    expect(answer).toBeDefined();
    expect(a?.if).toContain(`needs.unit.outputs.${answer} != 'true'`);
  });
});
