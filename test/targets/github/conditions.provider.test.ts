import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import { equal, evaluate, isEvent, RUN } from "../../../compiler/expr/index.ts";
import { isFinal } from "../../../compiler/graph/final.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { contextsOf } from "../../expr/github-evaluator/evaluate.ts";
import { after as following, gate, graph, script } from "../graphs.ts";
import { graphs } from "../random.ts";
import { planOf } from "./plan.ts";
import { type Ended, jobsOf, type Plain, runWorkflow } from "./reader.ts";

type Status = "ran" | "failed" | "own" | "needs";

const facts: fc.Arbitrary<ConditionFacts> = fc
  .record({
    event: fc.constantFrom("push", "pullRequest", "manual"),
    branch: fc.constantFrom("main", "MAIN", "release/1", "other"),
    tag: fc.constantFrom(undefined, undefined, "v1", "V1"),
    fork: fc.boolean(),
    changedFiles: fc.subarray(["src/a.ts", "README.md", "docs/x"]),
  })
  .map(({ event, branch, tag, fork, changedFiles }) => ({
    event: event as "push" | "pullRequest" | "manual",
    sha: "a1".repeat(20),
    actor: "someone",
    ...(event === "pullRequest"
      ? { pullRequest: { sourceBranch: branch, targetBranch: "main", fork } }
      : tag
        ? { tag }
        : { branch }),
    vars: {},
    changedFiles,
  }));

/** The rule of `Need`, word for word. */
function expected(source: StageGraph, run: ConditionFacts, fails: ReadonlySet<string>): ReadonlyMap<string, Status> {
  const statuses = new Map<string, Status>();
  for (const job of source.jobs) {
    const blocked =
      !isFinal(job) &&
      job.needs.some((need) => {
        const status = statuses.get(need.job);
        return status !== "ran" && (need.gate || status !== "own");
      });
    if (!evaluate(job.when, run)) statuses.set(job.id, "own");
    else statuses.set(job.id, blocked ? "needs" : fails.has(job.id) ? "failed" : "ran");
  }
  return statuses;
}

/** What GitHub does with the file, jobs that only found that they must not run counted as not run. */
function actual(source: StageGraph, run: ConditionFacts, fails: ReadonlySet<string>): ReadonlyMap<string, boolean> {
  const jobs = jobsOf(github.emit(source).files[0]?.text ?? "");
  const byId = new Map(source.jobs.map((job) => [job.id, job]));
  // A matrix that is one job has the condition of all its instances, and fails with any.
  const inFile = new Map(source.jobs.map((job) => [job.id, job.id]));
  const failing = new Set(fails);
  for (const matrix of source.matrices ?? []) {
    if (!jobs[matrix.id]) continue;
    byId.set(matrix.id, byId.get(matrix.jobs[0] ?? "")!);
    for (const id of matrix.jobs) inFile.set(id, matrix.id);
    if (matrix.jobs.some((id) => fails.has(id))) failing.add(matrix.id);
  }
  const plan = planOf(source, run);
  const passes = (id: string) => evaluate(byId.get(id)?.when ?? { op: "constant", value: true }, run);
  const end = (id: string): Ended => {
    if (id === "plan") return { result: "success", outputs: plan };
    if (!passes(id)) {
      if (!jobs[id]?.outputs?.ran) throw new Error(`${id} runs although its condition does not hold`);
      const fails = jobs[id].steps?.[0]?.run?.includes("exit 1") ?? false;
      return { result: fails ? "failure" : "success", outputs: { ran: "false" } };
    }
    return {
      result: failing.has(id) ? "failure" : "success",
      outputs: { ran: "true", version: "1", digest: "sha256:0" },
    };
  };
  const ended = runWorkflow(jobs, contextsOf(run, plan) as { readonly [name: string]: Plain }, end);
  return new Map(
    source.jobs.map((job) => [job.id, ended.get(inFile.get(job.id)!)?.result !== "skipped" && passes(job.id)]),
  );
}

function ranOf(statuses: ReadonlyMap<string, Status>): ReadonlyMap<string, boolean> {
  return new Map([...statuses].map(([id, status]) => [id, status === "ran" || status === "failed"]));
}

describe("GitHub runs the jobs that the rule of needs says", { timeout: 240_000 }, () => {
  it("for random graphs, runs and failures", () => {
    fc.assert(
      fc.property(graphs, facts, fc.func(fc.boolean()), (source, run, failing) => {
        const failed = source.jobs.filter((job) => failing(job.id) && !(job.kind === "script" && job.allowFailure));
        const fails = new Set(failed.map((job) => job.id));
        expect(actual(source, run, fails)).toEqual(ranOf(expected(source, run, fails)));
      }),
      { numRuns: 250 },
    );
  });

  const main = equal(RUN.branch, "main");
  const push = (branch: string): ConditionFacts => ({
    event: "push",
    sha: "a1".repeat(20),
    actor: "a",
    branch,
    vars: {},
    changedFiles: [],
  });

  it("when a need is skipped by its own condition, and when it is skipped by its needs", () => {
    const chain = graph([
      script("a"),
      script("b", { when: main, needs: [gate("a")] }),
      script("c", { needs: [following("b")] }),
    ]);
    expect(actual(chain, push("other"), new Set()).get("c")).toBe(true);
    expect(actual(chain, push("main"), new Set(["a"])).get("c")).toBe(false);
    expect(actual(chain, push("main"), new Set()).get("c")).toBe(true);
  });

  it("when a need was skipped by its needs, and its own condition differs in case only", () => {
    const chain = graph([
      script("a", { when: isEvent("manual") }),
      script("b", { when: main, needs: [gate("a")] }),
      script("c", { needs: [following("b")] }),
    ]);
    expect(actual(chain, push("MAIN"), new Set()).get("c")).toBe(true);
    expect(actual(chain, push("main"), new Set()).get("c")).toBe(false);
  });

  it("when a need that holds a secret was refused by its guard, which is to be skipped by its condition", () => {
    const env = { TOKEN: { kind: "secret", name: "TOKEN" } } as const;
    const chain = graph([
      script("a", { when: main, env }),
      script("b", { needs: [following("a")] }),
      script("c", { needs: [gate("a")] }),
    ]);
    expect([...actual(chain, push("MAIN"), new Set())]).toEqual([
      ["a", false],
      ["b", true],
      ["c", false],
    ]);
    expect([...actual(chain, push("main"), new Set())].map(([, ran]) => ran)).toEqual([true, true, true]);
    expect([...actual(chain, push("main"), new Set(["a"]))].map(([, ran]) => ran)).toEqual([true, false, false]);
  });

  it("when a gate only found that it must not run", () => {
    const chain = graph([script("a", { when: main }), script("b", { needs: [gate("a")] })]);
    expect(actual(chain, push("MAIN"), new Set()).get("b")).toBe(false);
    expect(actual(chain, push("main"), new Set()).get("b")).toBe(true);
  });
});
