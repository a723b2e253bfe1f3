import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import { isEvent } from "../../../compiler/expr/index.ts";
import type { Expr } from "../../../compiler/expr/model.ts";
import type { Need, StageGraph } from "../../../compiler/graph/model/index.ts";
import { PLAN } from "../../../compiler/targets/github/condition.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { schedule } from "../../../runtime/scheduler/index.ts";
import { contextsOf } from "../../expr/github-evaluator/evaluate.ts";
import { after, gate, graph, script } from "../graphs.ts";
import { graphs } from "../random.ts";
import { planOf } from "./plan.ts";
import { type Ended, jobsOf, type Plain, type Result, runWorkflow, startsWhenCancelled } from "./reader.ts";

/** How a job ends when it runs. GitHub says `cancelled` of one that is stopped, by a person or by its time limit. */
type Outcome = Exclude<Result, "skipped">;
const OUTCOMES: readonly Outcome[] = ["success", "failure", "cancelled"];

const RUN_FACTS: ConditionFacts = {
  ...{ event: "push", branch: "main", sha: "a1".repeat(20), actor: "someone" },
  ...{ vars: {}, changedFiles: ["src/a.ts"] },
};

/** What a script job of these graphs hands on. */
const OUTPUTS = { version: "1", channel: "beta", digest: "sha256:0" };

type OutcomeOf = (id: string) => Outcome;

/** Drawn graphs whose jobs are each a job of the file: how a matrix ends as one is compared elsewhere. */
const singles = graphs
  .filter(({ jobs }) => jobs.every((job) => job.kind !== "script" || !job.dynamic))
  .map(({ matrices: _, ...source }): StageGraph => {
    return {
      ...source,
      jobs: source.jobs.map((job) => {
        if (job.kind !== "script") return job;
        const { matrix: _, ...single } = job;
        return single;
      }),
    };
  });

/** The jobs that run locally, manual ones approved: the runtime's own scheduler decides. */
async function locally(source: StageGraph, outcome: OutcomeOf, signal = new AbortController().signal) {
  const ran = new Set<string>();
  await schedule({
    ...{ jobs: source.jobs, facts: RUN_FACTS, concurrency: 2, signal },
    approved: new Set(source.jobs.map(({ id }) => id)),
    started: () => {},
    finished: () => {},
    work: {
      prepare: () => {},
      run: async (job) => {
        ran.add(job.id);
        if (outcome(job.id) === "success") return { outputs: OUTPUTS };
        const stopped = outcome(job.id) === "cancelled";
        return { failure: stopped ? { kind: "timeout", seconds: 1 } : { kind: "exit", step: 1, exitCode: 1 } };
      },
    },
  });
  return [...ran].sort();
}

/** The jobs that run on GitHub: the reader of the emitted file decides. */
function workflowOf(source: StageGraph) {
  const { files, diagnostics } = github.emit(source);
  expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  const jobs = jobsOf(files[0]?.text ?? "");
  const plan = planOf(source, RUN_FACTS);
  const contexts = contextsOf(RUN_FACTS, plan) as { readonly [name: string]: Plain };
  return {
    ran(outcome: OutcomeOf): readonly string[] {
      const end = (id: string): Ended =>
        id === PLAN
          ? { result: "success", outputs: plan }
          : { result: outcome(id), outputs: { ran: "true", ...OUTPUTS } };
      const ended = runWorkflow(jobs, contexts, end);
      return source.jobs.flatMap(({ id }) => (ended.get(id)?.result === "skipped" ? [] : [id])).sort();
    },
    startsWhenCancelled: () => startsWhenCancelled(jobs, contexts),
  };
}

function combinations<T>(choices: readonly T[], length: number): readonly (readonly T[])[] {
  if (length === 0) return [[]];
  return combinations(choices, length - 1).flatMap((rest) => choices.map((choice) => [...rest, choice]));
}

const HOLDS: Expr = isEvent("push");
const HOLDS_NOT: Expr = isEvent("manual");
const [A, B, C] = ["a", "b", "c"] as const;

/** Every graph of three jobs: each pair without an edge, with a gate, or in order only; each job's condition true or false. */
function smallGraphs(): readonly StageGraph[] {
  const edges: readonly ((job: string) => readonly Need[])[] = [() => [], (job) => [gate(job)], (job) => [after(job)]];
  return combinations(edges, 3).flatMap(([ab, ac, bc]) =>
    combinations([HOLDS, HOLDS_NOT], 3).map((when) =>
      graph([
        script(A, { when: when[0]! }),
        script(B, { when: when[1]!, needs: ab!(A) }),
        script(C, { when: when[2]!, needs: [...ac!(A), ...bc!(B)] }),
      ]),
    ),
  );
}

describe("GitHub and the runtime run the same jobs", { timeout: 600_000 }, () => {
  it("of every graph of three jobs, for every way in which they end", async () => {
    let compared = 0;
    for (const source of smallGraphs()) {
      const workflow = workflowOf(source);
      for (const [a, b, c] of combinations(OUTCOMES, 3)) {
        const outcome: OutcomeOf = (id) => (id === A ? a! : id === B ? b! : c!);
        const shown = JSON.stringify({
          jobs: source.jobs.map(({ id, needs, when }) => ({ id, needs, when })),
          a,
          b,
          c,
        });
        expect(workflow.ran(outcome), shown).toEqual(await locally(source, outcome));
        compared += 1;
      }
    }
    expect(compared).toBe(27 * 8 * 27);
  });

  it("of larger graphs, drawn, failures that are allowed among them", async () => {
    await fc.assert(
      fc.asyncProperty(singles, fc.func(fc.constantFrom(...OUTCOMES)), async (source, outcome) => {
        const allowed = new Set(
          source.jobs.flatMap((job) => (job.kind === "script" && job.allowFailure ? [job.id] : [])),
        );
        // A job that may fail may still not be stopped: GitHub tells the two apart, and so do we.
        const ends: OutcomeOf = (id) => (outcome(id) === "cancelled" && allowed.has(id) ? "failure" : outcome(id));
        expect(workflowOf(source).ran(ends)).toEqual(await locally(source, ends));
      }),
      { numRuns: 200 },
    );
  });

  it("when a run is cancelled: no more", async () => {
    for (const source of smallGraphs()) {
      expect(workflowOf(source).startsWhenCancelled()).toEqual([]);
      expect(await locally(source, () => "success", AbortSignal.abort())).toEqual([]);
    }
  });
});
