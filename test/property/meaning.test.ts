import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { and, not, or } from "../../compiler/expr/build.ts";
import { example, implies } from "../../compiler/expr/decide.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import { simplify } from "../../compiler/expr/simplify.ts";
import { condition, run } from "./conditions.ts";

const any = condition({ outputs: true, changed: true, edges: true, leftOut: true });
vi.setConfig({ testTimeout: 600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000);

describe("conditions", () => {
  it("keep their meaning when they are simplified", () => {
    fc.assert(
      fc.property(any, run, (expr, facts) => evaluate(simplify(expr), facts) === evaluate(expr, facts)),
      { numRuns: numRuns * 5 },
    );
  });

  it("keep their meaning when they are built by the constructors", () => {
    fc.assert(
      fc.property(any, any, run, (a, b, facts) => {
        const [x, y] = [evaluate(a, facts), evaluate(b, facts)];
        expect(evaluate(and(a, b), facts)).toBe(x && y);
        expect(evaluate(or(a, b), facts)).toBe(x || y);
        expect(evaluate(not(a), facts)).toBe(!x);
      }),
      { numRuns },
    );
  });

  it("imply each other only where no run shows the contrary", () => {
    fc.assert(
      fc.property(any, any, fc.array(run, { minLength: 20, maxLength: 20 }), (a, b, runs) => {
        const answer = implies(a, b);
        if (answer.holds) for (const facts of runs) expect(evaluate(a, facts) && !evaluate(b, facts)).toBe(false);
        else expect([evaluate(a, answer.counterexample), evaluate(b, answer.counterexample)]).toEqual([true, false]);
      }),
      { numRuns },
    );
  });

  it("are satisfied by the example that is found, and by no run when there is none", () => {
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 2, maxLength: 3 }),
        fc.array(run, { minLength: 20, maxLength: 20 }),
        (all, runs) => {
          const expr = and(...all);
          const found = example(expr);
          if (found) expect(evaluate(expr, found)).toBe(true);
          else expect(runs.some((facts) => evaluate(expr, facts))).toBe(false);
        },
      ),
      { numRuns },
    );
  });
});
