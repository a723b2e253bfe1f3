import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { presence } from "../../compiler/graph/presence.ts";
import { after, gate, graphOf, script } from "../graph/sample.ts";
import { condition, run } from "./conditions.ts";

vi.setConfig({ testTimeout: 600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000) / 4;

/** The rule itself: what each job becomes when nothing fails. */
function outcomes(graph: StageGraph, facts: ConditionFacts): Map<string, "runs" | "own condition" | "its needs"> {
  const result = new Map<string, "runs" | "own condition" | "its needs">();
  for (const job of graph.jobs) {
    const blocked = job.needs.some((need) => {
      const outcome = result.get(need.job);
      return outcome === "its needs" || (need.gate && outcome !== "runs");
    });
    result.set(job.id, !evaluate(job.when, facts) ? "own condition" : blocked ? "its needs" : "runs");
  }
  return result;
}

const graph = fc
  .array(
    fc.tuple(
      condition({ outputs: false, changed: true, edges: true }),
      fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }),
    ),
    {
      minLength: 2,
      maxLength: 6,
    },
  )
  .map((jobs) =>
    graphOf(
      jobs.map(([when, needs], index) => {
        const ids = [...new Set(index === 0 ? [] : needs.map(([one]) => one % index))];
        return script(`j${index}`, {
          when,
          needs: ids.map((one, place) => (needs[place]![1] ? gate(`j${one}`) : after(`j${one}`))),
        });
      }),
    ),
  );

it("says of each job whether it is part of a run in which nothing fails", () => {
  fc.assert(
    fc.property(graph, fc.array(run, { minLength: 5, maxLength: 5 }), (sample, runs) => {
      const present = presence(sample);
      for (const facts of runs) {
        const expected = [...outcomes(sample, facts)].map(([id, outcome]) => [id, outcome === "runs"]);
        expect([...present].map(([id, expr]) => [id, evaluate(expr, facts)])).toEqual(expected);
      }
    }),
    { numRuns },
  );
});
