import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { and, equal, evaluate, isEvent, isSet, not, or, RUN, textTest } from "../../compiler/expr/index.ts";
import { compareConditions, findRun } from "../../compiler/query/index.ts";
import { condition, run } from "../property/conditions.ts";

const onMain = equal(RUN.branch, "main");

describe("two conditions compared over all runs", () => {
  it("are the same when they are written differently and mean the same", () => {
    const before = and(isEvent("push"), not(isSet(RUN.tag)));
    const after = and(isEvent("push"), isSet(RUN.branch));
    expect(compareConditions(before, after)).toEqual({ verdict: "same", gaveUp: [] });
  });

  it("differ in one direction, with an example", () => {
    const wider = compareConditions(onMain, or(onMain, textTest("startsWith", RUN.branch, "release/")));
    expect(wider).toMatchObject({ verdict: "wider", gained: { event: "push", branch: "release/a" }, gaveUp: [] });
    expect(wider).not.toHaveProperty("lost");
  });

  it("differ in both directions, with an example for each", () => {
    expect(compareConditions(onMain, equal(RUN.branch, "trunk"))).toMatchObject({
      verdict: "different",
      gained: { branch: "trunk" },
      lost: { branch: "main" },
    });
  });

  it("are compared on the runs that count", () => {
    expect(compareConditions(onMain, and(onMain, isEvent("push")), isEvent("push")).verdict).toBe("same");
    expect(compareConditions(onMain, and(onMain, isEvent("push"))).verdict).toBe("narrower");
  });
});

it("answers for drawn conditions what evaluating them answers", () => {
  const tree = condition({ outputs: true, changed: true, edges: true });
  fc.assert(
    fc.property(tree, tree, fc.array(run, { minLength: 10, maxLength: 10 }), (before, after, runs) => {
      const { verdict, gained, lost } = compareConditions(before, after);
      if (gained) expect([evaluate(before, gained), evaluate(after, gained)]).toEqual([false, true]);
      if (lost) expect([evaluate(before, lost), evaluate(after, lost)]).toEqual([true, false]);
      for (const facts of runs) {
        const [held, holds] = [evaluate(before, facts), evaluate(after, facts)];
        if (holds && !held) expect(["wider", "different", "unknown"]).toContain(verdict);
        if (held && !holds) expect(["narrower", "different", "unknown"]).toContain(verdict);
        if (held) expect(findRun(before).kind).not.toBe("never");
      }
    }),
    { numRuns: Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000) },
  );
});
