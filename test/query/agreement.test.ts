import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { ConditionFacts } from "../../compiler/expr/index.ts";
import { evaluate } from "../../compiler/expr/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { behaviorOf, planEvent, regionsOf } from "../../compiler/query/index.ts";
import type { JobResult } from "../../runtime/events.ts";
import { skipReason } from "../../runtime/scheduler/skip-reason.ts";
import { run } from "../property/conditions.ts";
import { drawnGraph } from "./drawn.ts";

vi.setConfig({ testTimeout: 600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000);

/** What the scheduler decides where nothing fails: whether each job runs. */
function decisions({ jobs }: StageGraph, facts: ConditionFacts): ReadonlyMap<string, boolean> {
  const results = new Map<string, JobResult>();
  for (const job of jobs) {
    const succeeded = [...results].filter(([, { status }]) => status === "succeeded").map(([id]) => id);
    const outputs = Object.fromEntries(Object.entries(facts.outputs ?? {}).filter(([id]) => succeeded.includes(id)));
    const reason = skipReason(job, results, { ...facts, outputs }, new Set());
    results.set(job.id, reason ? { status: "skipped", reason } : { status: "succeeded", outputs: {} });
  }
  return new Map([...results].map(([id, { status }]) => [id, status === "succeeded"]));
}

const events = 20;

it("says of each job what the scheduler decides, on every drawn event", () => {
  fc.assert(
    fc.property(drawnGraph, fc.array(run, { minLength: events, maxLength: events }), (graph, runs) => {
      const { byId } = behaviorOf(graph);
      for (const facts of runs) {
        const decided = decisions(graph, facts);
        for (const [id, runsThen] of decided) expect([id, evaluate(byId.get(id)!.runs, facts)]).toEqual([id, runsThen]);
        for (const { job, verdict } of planEvent(graph, facts).jobs) {
          if (verdict.kind === "depends") expect(evaluate(verdict.when, facts)).toBe(decided.get(job.id));
          else expect([job.id, verdict.kind === "runs"]).toEqual([job.id, decided.get(job.id)]);
        }
      }
    }),
    { numRuns },
  );
});

it("puts every run that starts a pipeline into one region, which says what the scheduler decides", () => {
  fc.assert(
    fc.property(drawnGraph, fc.array(run, { minLength: events, maxLength: events }), (graph, runs) => {
      const { starts } = behaviorOf(graph);
      const { columns, regions } = regionsOf(graph);
      for (const { example, when } of regions) if (example) expect(evaluate(when, example)).toBe(true);
      for (const facts of runs) {
        const inside = regions.filter(({ when }) => evaluate(when, facts));
        expect(inside.length).toBe(evaluate(starts, facts) ? 1 : 0);
        const decided = decisions(graph, facts);
        for (const [at, { jobs }] of columns.entries()) {
          const cell = inside[0]?.cells[at];
          if (!cell) continue;
          const runsThere = typeof cell === "object" ? evaluate(cell.when, facts) : cell === "runs";
          for (const job of jobs) expect([job, runsThere]).toEqual([job, decided.get(job)]);
        }
      }
    }),
    { numRuns: numRuns / 10 },
  );
});
