import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { equal, evaluate, not, textTest } from "../../../compiler/expr/index.ts";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { contextsOf } from "../../expr/github-evaluator/evaluate.ts";
import { after as following, gate, graph, script, sh } from "../graphs.ts";
import { runShell } from "../shell/shells.ts";
import { type Ended, jobsOf, type Plain, runWorkflow, type WorkflowJob } from "./reader.ts";

const version = { kind: "output", job: "facts", name: "version" } as const;
const CONDITIONS = {
  yes: equal(version, "true"),
  no: not(equal(version, "true")),
  zero: equal(version, "0"),
  empty: equal(version, null),
  set: not(equal(version, null)),
  v: textTest("startsWith", version, "v"),
};

const source = graph([
  script("facts", { outputs: ["version", "ran", "run"], steps: [sh("true")] }),
  ...Object.entries(CONDITIONS).map(([id, when]) => script(id, { when, needs: [gate("facts")] })),
  script("last", { needs: Object.keys(CONDITIONS).map(following) }),
]);

const run = (value: string): ConditionFacts => ({
  ...{ event: "push", sha: "a1".repeat(20), actor: "a", branch: "main", vars: {}, changedFiles: [] },
  outputs: { facts: { version: value } },
});

/** The outputs of the job that has put a value out: what its own steps find, run here. */
function outputsOf(job: WorkflowJob, value: string): Ended["outputs"] {
  const folder = mkdtempSync(join(tmpdir(), "waybill-answers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const step = job.steps?.find(({ id }) => id === "answers");
  writeFileSync(join(folder, "output"), "");
  const env = { ...Object.fromEntries(Object.keys(step?.env ?? {}).map((name) => [name, value])) };
  const { status } = runShell(["sh"], `set -eu\n${step?.run}`, {
    env: { ...env, GITHUB_OUTPUT: join(folder, "output") },
  });
  expect(status).toBe(0);
  const lines = readFileSync(join(folder, "output"), "utf8").trim().split("\n");
  return { version: value, ...Object.fromEntries(lines.map((line) => line.split("=") as [string, string])) };
}

it.each(["true", "TRUE", "", "0", "00", "v1", "V1"])(
  "jobs that others need run for the output %j as for TypeScript",
  (value) => {
    const emission = github.emit(source);
    expect(emission.diagnostics).toEqual([]);
    const jobs = jobsOf(emission.files[0]?.text ?? "");
    const ended = runWorkflow(jobs, contextsOf(run(value), {}) as { readonly [name: string]: Plain }, (id) => ({
      result: "success",
      outputs: id === "facts" ? outputsOf(jobs.facts as WorkflowJob, value) : {},
    }));
    for (const [id, when] of Object.entries(CONDITIONS)) {
      expect([id, ended.get(id)?.result]).toEqual([id, evaluate(when, run(value)) ? "success" : "skipped"]);
    }
    expect(ended.get("last")?.result).toBe("success");
  },
);

it("jobs do not run where the job whose output they ask for has failed", () => {
  const jobs = jobsOf(github.emit(source).files[0]?.text ?? "");
  const ended = runWorkflow(jobs, contextsOf(run(""), {}) as { readonly [name: string]: Plain }, () => ({
    result: "failure",
    outputs: {},
  }));
  expect([...ended].filter(([id, { result }]) => id !== "facts" && result !== "skipped")).toEqual([]);
});

it("an output of an author's that is called as one of ours keeps its value", () => {
  const when = equal({ kind: "vars", name: "X" }, "yes");
  const facts = script("facts", { when, outputs: ["ran", "run"], steps: [sh("true")] });
  const emission = github.emit(graph([facts, script("next", { needs: [gate("facts")] })]));
  expect(emission.diagnostics).toEqual([]);
  const jobs = jobsOf(emission.files[0]?.text ?? "");
  expect(jobs.facts?.outputs).toEqual({
    waybill_ran: "${{ steps.condition.outputs.ran }}",
    ran: "${{ steps.outputs.outputs.ran }}",
    run: "${{ steps.outputs.outputs.run }}",
  });
  expect(jobs.next?.if).toContain("needs.facts.outputs.waybill_ran == 'true'");
});
