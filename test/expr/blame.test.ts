import { describe, expect, it } from "vitest";
import {
  and,
  blame,
  changed,
  equal,
  evaluate,
  isEvent,
  isSet,
  not,
  or,
  RUN,
  type RunFacts,
  same,
  textTest,
} from "../../compiler/expr/index.ts";

const facts: RunFacts = {
  ...{ event: "push", sha: "a".repeat(40), actor: "someone", branch: "fix", vars: { LEVEL: "low" } },
  changedFiles: ["docs/a.md"],
};
const LEVEL = { kind: "vars", name: "LEVEL" } as const;
const MODE = { kind: "vars", name: "MODE" } as const;

describe("what a condition owes its value to", () => {
  it.each([
    [equal(RUN.branch, "main"), "run.branch is `fix`, and `when` asks for `main`"],
    [not(equal(RUN.branch, "fix")), "run.branch is `fix`, and `when` asks for another one"],
    [isSet(RUN.tag), "run.tag is unset, and `when` asks for one that is set"],
    [not(isSet(RUN.branch)), "run.branch is `fix`, and `when` asks for one that is unset"],
    [same(LEVEL, MODE), "run.vars.LEVEL is `low` and run.vars.MODE is unset, and `when` asks for two that are equal"],
    [
      textTest("startsWith", RUN.branch, "release/"),
      "run.branch is `fix`, and `when` asks for one that starts with `release/`",
    ],
    [
      not(textTest("includes", RUN.branch, "ix")),
      "run.branch is `fix`, and `when` asks for one that does not have `ix`",
    ],
    [
      { op: "matches", variable: RUN.branch, pattern: "^v\\d", flags: "" } as const,
      "run.branch is `fix`, and `when` asks for one that /^v\\d/ matches",
    ],
    [changed("src/**"), "no file of `src/**` has changed, and `when` asks for one"],
    [not(changed("docs/**")), "`docs/a.md` has changed, and `when` asks for no change of `docs/**`"],
    [{ op: "flag", name: "fork" } as const, "this is not a fork's pull request, and `when` asks for one"],
    [{ op: "constant", value: false } as const, "`when` is never true"],
  ])("is told in words: %#", (expr, text) => {
    expect(evaluate(expr, facts)).toBe(false);
    expect(blame(expr, facts)).toEqual([text]);
  });

  it("is of an `and` what does not hold, and of an `or` all that could have", () => {
    const onMain = equal(RUN.branch, "main");
    expect(blame(and(onMain, isEvent("push")), facts)).toEqual(["run.branch is `fix`, and `when` asks for `main`"]);
    expect(blame(and(isEvent("push"), or(onMain, isSet(RUN.tag))), facts)).toEqual([
      "run.branch is `fix`, and `when` asks for `main`",
      "run.tag is unset, and `when` asks for one that is set",
    ]);
    expect(blame(not(and(isEvent("push"), equal(RUN.branch, "fix"))), facts)).toEqual([
      "run.event is `push`, and `when` asks for another one",
      "run.branch is `fix`, and `when` asks for another one",
    ]);
  });

  it("says that a run without commits touches nothing", () => {
    const scheduled = { ...facts, event: "schedule" } as const;
    expect(blame(changed("docs/**"), scheduled)).toEqual([
      "this run has no commits to compare, and `when` asks for a change of `docs/**`",
    ]);
  });
});
