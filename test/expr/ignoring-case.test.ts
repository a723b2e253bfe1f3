import { expect, it } from "vitest";
import { and, equal, isEvent, not, RUN, textTest } from "../../compiler/expr/build.ts";
import { comparisonOf, ignoringCase } from "../../compiler/expr/ignoring-case.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { Expr, RunFacts } from "../../compiler/expr/model.ts";
import { printGitHub } from "../../compiler/targets/github/conditions/print.ts";

const onBranch = (branch: string): RunFacts => ({
  event: "push",
  sha: "a".repeat(40),
  actor: "ada",
  branch,
  vars: {},
  changedFiles: [],
});
const github = (expr: Expr) => printGitHub(ignoringCase(expr));

it("takes small and capital letters for the same", () => {
  const folded = ignoringCase(equal(RUN.branch, "release/1.x"));
  expect(["release/1.x", "Release/1.X"].map((name) => evaluate(folded, onBranch(name)))).toEqual([true, true]);
  expect(evaluate(folded, onBranch("release/1ax"))).toBe(false);
});

it("leaves what has no case, and inputs of yes or no", () => {
  const left = [
    isEvent("push"),
    equal(RUN.branch, "1.2"),
    equal({ kind: "input", name: "dry" }, "true"),
    equal(RUN.branch, null),
  ];
  expect(left.map(ignoringCase)).toEqual(left);
});

it("is GitHub's own comparison, without a guard", () => {
  expect(github(and(isEvent("push"), equal(RUN.branch, "main")))).toEqual({
    native: "github.event_name == 'push' && github.ref == 'refs/heads/main'",
    plan: [],
  });
  expect(github(not(equal(RUN.branch, "main")))).toEqual({ native: "github.ref != 'refs/heads/main'", plan: [] });
  expect(github(not(textTest("startsWith", RUN.tag, "v")))).toEqual({
    native: "!startsWith(github.ref, 'refs/tags/v')",
    plan: [],
  });
  expect(github(not(textTest("endsWith", RUN.tag, "-rc")))).toEqual({
    native: "!(startsWith(github.ref, 'refs/tags/') && endsWith(github.ref_name, '-rc'))",
    plan: [],
  });
});

it("reads back the comparison that a pattern stands for, and no other pattern", () => {
  const comparison = textTest("includes", RUN.branch, "a.b");
  expect(comparisonOf(ignoringCase(comparison) as never)).toEqual(comparison);
  for (const pattern of ["a.b", "a|b", "[a]", "(a)", "a+", "^", ""])
    expect(comparisonOf({ op: "matches", variable: RUN.branch, pattern, flags: "i" })).toBeUndefined();
});
