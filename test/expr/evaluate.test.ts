import { describe, expect, it } from "vitest";
import {
  and,
  type ConditionFacts,
  changed,
  type Expr,
  equal,
  EVENTS,
  evaluate,
  globProblem,
  describe as inWords,
  isEvent,
  isSet,
  NEVER,
  not,
  or,
  patternProblem,
  RUN,
  same,
  simplify,
  textTest,
  type Variable,
} from "../../compiler/expr/index.ts";

const facts: ConditionFacts = {
  event: "push",
  sha: "a".repeat(40),
  actor: "ann",
  branch: "main",
  vars: { LEVEL: "2", EMPTY: "" },
  changedFiles: ["src/.x/a.ts"],
  outputs: { unit: { version: "1.0" } },
};
const level: Variable = { kind: "vars", name: "LEVEL" };
const empty: Variable = { kind: "vars", name: "EMPTY" };
const missing: Variable = { kind: "vars", name: "toString" };
const matches = (variable: Variable, pattern: string, flags: "" | "i" = ""): Expr => ({
  op: "matches",
  variable,
  pattern,
  flags,
});

describe("a condition on a run", () => {
  it.each<[Expr, boolean]>([
    [equal(RUN.branch, "main"), true],
    [equal(RUN.branch, "MAIN"), false],
    [equal(RUN.tag, null), true],
    [equal(RUN.tag, "main"), false],
    [equal(level, "2"), true],
    [equal(empty, null), true],
    [{ op: "equal", variable: empty, value: "" }, false],
    [isSet(missing), false],
    [same(RUN.tag, empty), true],
    [same(RUN.branch, RUN.tag), false],
    [textTest("startsWith", RUN.branch, "ma"), true],
    [textTest("endsWith", RUN.tag, "a"), false],
    [not(textTest("includes", RUN.tag, "a")), true],
    [matches(RUN.branch, "^M", "i"), true],
    [matches(RUN.tag, ".*"), false],
    [changed("src/**"), true],
    [changed("src/*", "**/*.ts"), true],
    [changed("src/*"), false],
    [equal({ kind: "output", job: "unit", name: "version" }, "1.0"), true],
    [isSet({ kind: "output", job: "unit", name: "other" }), false],
    [{ op: "flag", name: "fork" }, false],
  ])("%j is %s", (expr, expected) => {
    expect(evaluate(expr, facts)).toBe(expected);
  });

  it("touches no files where there is nothing to compare with", () => {
    for (const event of ["schedule", "manual"] as const)
      expect(evaluate(changed("**"), { ...facts, event })).toBe(false);
    const { branch: _, ...rest } = facts;
    expect(evaluate(changed("**"), { ...rest, tag: "v1" })).toBe(false);
  });
});

describe("a condition", () => {
  it("is written as its author would", () => {
    const expr = and(
      or(isEvent("push"), textTest("startsWith", RUN.branch, "a")),
      not(equal(RUN.tag, null)),
      not(changed("a", "b")),
      not(textTest("includes", RUN.actor, "x")),
    );
    expect(inWords(expr)).toBe(
      '(run.event === "push" || run.branch?.startsWith("a")) && run.tag !== undefined && !run.changed("a", "b") && !run.actor.includes("x")',
    );
    expect(inWords(and(matches(level, "x", "i"), equal(RUN.sourceBranch, "y"), { op: "flag", name: "fork" }))).toBe(
      '/x/i.test(run.vars.LEVEL) && run.pullRequest?.sourceBranch === "y" && run.pullRequest?.fork',
    );
  });

  it.each<[Expr, string]>([
    [and(isEvent("push"), isEvent("schedule")), "false"],
    [or(...EVENTS.map(isEvent)), "true"],
    [and(isEvent("push"), or(isEvent("push"), equal(RUN.branch, "a"))), 'run.event === "push"'],
    [
      and(equal(RUN.branch, "main"), textTest("startsWith", RUN.branch, "m"), isSet(RUN.branch)),
      'run.branch === "main"',
    ],
    [or(equal(RUN.branch, "a"), not(equal(RUN.branch, "b"))), 'run.branch !== "b"'],
    [matches(RUN.branch, "^main$"), 'run.branch === "main"'],
    [matches(RUN.branch, "^release\\/"), 'run.branch?.startsWith("release/")'],
    [matches(RUN.tag, "\\.0$"), 'run.tag?.endsWith(".0")'],
    [matches(RUN.tag, "rc"), 'run.tag?.includes("rc")'],
    [matches(RUN.tag, "^"), "run.tag !== undefined"],
    [or(changed("a"), isEvent("manual"), changed("b")), 'run.changed("a", "b") || run.event === "manual"'],
    [not(and(isEvent("push"), not(changed("a")))), 'run.event !== "push" || run.changed("a")'],
    [textTest("startsWith", RUN.event, "sch"), 'run.event === "schedule"'],
    [{ op: "equal", variable: RUN.sha, value: "abc" }, inWords(NEVER)],
  ])("%j is simplified to %s", (expr, expected) => {
    expect(inWords(simplify(expr))).toBe(expected);
  });
});

describe("patterns", () => {
  it.each([
    "^v\\d+(?:\\.\\d+)*$",
    "a|b",
    "[^/]+",
    "(?<year>\\d{4})",
    "x{2,3}?",
    "\\bfix\\b",
    "\\/",
    "[\\w.-]",
    "\\u00e9",
  ])("%s is read", (pattern) => {
    expect(patternProblem(pattern, "")).toBeUndefined();
  });

  it.each([
    ["(?=x)", "`(?=`, which is look-around or a mode"],
    ["(?<!x)", "`(?<`, which is look-around or a mode"],
    ["(a)\\1", "`\\1`"],
    ["\\p{L}", "`\\p`"],
    ["a**", "two quantifiers in a row"],
    ["^*", "a repeated anchor"],
    ["a{1001}", "more than 1000 repetitions"],
    ["[b-a]", "a range that is out of order"],
    ["[a-\\d]", "a range that ends in a class"],
    ["(a", "a group that is not closed"],
    ["a)", "a `)` too many"],
    ["a{", "an unescaped `{`"],
    ["a\\", "an end where more is expected"],
    ["[]", "an empty class"],
  ])("%s is refused: %s", (pattern, problem) => {
    expect(patternProblem(pattern, "")).toBe(problem);
  });

  it("fold ASCII letters only", () => {
    expect(patternProblem("é", "i")).toBe("flag `i` beside a letter that is not ASCII");
  });
});

it.each([
  ["src/**", undefined],
  ["**/*.md", undefined],
  ["a?/b", undefined],
  ["", "it is empty"],
  ["/a", "it starts with `/`; paths are relative to the repository's root"],
  ["a/", "it ends with `/`; write `/**` for all that is inside"],
  ["a/../b", "`..` has no meaning here"],
  ["a//b", "it has an empty segment"],
  ["a**", "`**` must be a whole segment"],
  ["!a", "`!` has no meaning here"],
  ["[a_b]", "`[` has no meaning here"],
])("the glob %j has the problem %j", (glob, problem) => {
  expect(globProblem(glob)).toBe(problem);
});
