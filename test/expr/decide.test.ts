import { describe, expect, it } from "vitest";
import {
  ALWAYS,
  alwaysTrue,
  and,
  type ConditionFacts,
  changed,
  describeRun,
  type Expr,
  equal,
  EVENTS,
  equivalent,
  implies,
  isEvent,
  isSet,
  neverTrue,
  not,
  or,
  RUN,
  same,
  satisfiable,
  textTest,
  type Variable,
} from "../../compiler/expr/index.ts";

const x: Variable = { kind: "vars", name: "X" };
const y: Variable = { kind: "vars", name: "Y" };
const matches = (variable: Variable, pattern: string): Expr => ({ op: "matches", variable, pattern, flags: "" });
const fork: Expr = { op: "flag", name: "fork" };
const counterexample = (a: Expr, b: Expr): ConditionFacts | undefined => {
  const answer = implies(a, b);
  return answer.holds ? undefined : answer.counterexample;
};

describe("implication", () => {
  it.each<[string, Expr, Expr]>([
    ["a branch is set where it is main", equal(RUN.branch, "main"), isSet(RUN.branch)],
    ["a branch is no tag", isSet(RUN.branch), equal(RUN.tag, null)],
    ["a pull request has neither", isEvent("pullRequest"), and(equal(RUN.branch, null), equal(RUN.tag, null))],
    [
      "only pull requests, and calls on them, have a source branch",
      isSet(RUN.sourceBranch),
      or(isEvent("pullRequest"), isEvent("pullRequestTarget"), isEvent("call")),
    ],
    [
      "only pull requests, and calls on them, come from forks",
      fork,
      and(isSet(RUN.sourceBranch), or(isEvent("pullRequest"), isEvent("pullRequestTarget"), isEvent("call"))),
    ],
    ["files are compared on pushes and pull requests", changed("**"), or(isEvent("push"), isEvent("pullRequest"))],
    ["fewer files are some of more", changed("src/*.ts"), changed("src/**")],
    [
      "a longer beginning has the shorter",
      textTest("startsWith", RUN.branch, "release/1"),
      textTest("startsWith", RUN.branch, "release/"),
    ],
    ["an end is a part", textTest("endsWith", x, "ab"), textTest("includes", x, "b")],
    ["two beginnings exclude each other", textTest("startsWith", x, "a"), not(textTest("startsWith", x, "b"))],
    ["a name meets its pattern", equal(RUN.tag, "v12"), matches(RUN.tag, "^v\\d+$")],
    ["a pattern has its beginning", matches(RUN.tag, "^v\\d+$"), textTest("startsWith", RUN.tag, "v")],
    ["a pattern has a wider one", matches(x, "^v\\d{2}$"), matches(x, "^v\\d+$")],
    ["two patterns exclude each other", matches(x, "^[a-c]+$"), not(matches(x, "[x-z]"))],
    ["equals of equals are equal", and(same(x, y), equal(y, "a")), equal(x, "a")],
    ["what is equal to something set is set", and(same(x, RUN.branch), isSet(RUN.branch)), isSet(x)],
    ["some event has happened", ALWAYS, or(...EVENTS.map(isEvent))],
  ])("holds: %s", (_, a, b) => {
    expect(implies(a, b)).toEqual({ holds: true });
  });

  it.each<[Expr, Expr, string]>([
    [isEvent("push"), equal(RUN.branch, "main"), "on a push to `other`"],
    [isSet(RUN.tag), textTest("startsWith", RUN.tag, "release"), "on a push of tag `v1`"],
    [ALWAYS, isEvent("push"), "on a pull request from `topic` into `main`"],
    [not(isEvent("push")), isEvent("pullRequest"), "on a schedule on `main`"],
    [isEvent("manual"), isSet(RUN.tag), "on a manual run on `main`"],
    [fork, not(equal(RUN.targetBranch, "main")), "on a pull request from a fork's `topic` into `main`"],
    [matches(x, "^v\\d+$"), equal(x, "v0"), "on a push to `main` with variable `X` `v1`"],
    [not(equal(RUN.actor, "someone")), not(isEvent("push")), "on a push to `main` by `other`"],
    [changed("src/**"), changed("src/*"), "on a push to `main` touching `src/s/s`"],
    [
      equal({ kind: "output", job: "unit", name: "level" }, "2"),
      isEvent("schedule"),
      "on a push to `main` with output of `unit` `level` `2`",
    ],
    [textTest("includes", RUN.branch, "x"), textTest("startsWith", RUN.branch, "x"), "on a push to `ax`"],
  ])("fails, and a run shows it", (a, b, run) => {
    expect(describeRun(counterexample(a, b)!)).toBe(run);
  });

  it("is shown by a run also where one value leaves only one for another", () => {
    const version: Variable = { kind: "output", job: "unit", name: "version" };
    const unset = not(matches(x, "x?"));
    const facts = counterexample(and(not(same(version, x)), unset), equal(version, null));
    expect(facts?.vars).toEqual({});
    expect(facts?.outputs?.unit?.version).toBeTruthy();
  });

  it("is decided for long conditions", () => {
    const any = (count: number, prefix: string) =>
      or(...Array.from({ length: count }, (_, index) => equal(RUN.branch, `${prefix}${index}`)));
    const pairs = and(
      ...Array.from({ length: 30 }, (_, index) =>
        or(equal({ kind: "vars", name: `A${index}` }, "1"), equal({ kind: "vars", name: `B${index}` }, "1")),
      ),
    );
    expect(implies(any(50, "release/"), textTest("startsWith", RUN.branch, "release/")).holds).toBe(true);
    expect(implies(any(50, "a"), any(60, "a")).holds).toBe(true);
    expect(implies(not(any(50, "a")), not(any(40, "a"))).holds).toBe(true);
    expect(implies(pairs, and(...[...(pairs as Extract<Expr, { op: "and" }>).operands].reverse())).holds).toBe(true);
    expect(implies(pairs, equal({ kind: "vars", name: "A0" }, "1")).holds).toBe(false);
  });
});

it("knows what can never and what must always hold", () => {
  expect(neverTrue(and(isSet(RUN.branch), isSet(RUN.tag)))).toBe(true);
  expect(neverTrue(and(isEvent("schedule"), changed("**")))).toBe(true);
  expect(neverTrue(matches(x, "a^b"))).toBe(true);
  expect(satisfiable(matches(x, "\\bfix\\b.*\\bme\\b$"))).toBe(true);
  expect(alwaysTrue(or(isSet(RUN.branch), isSet(RUN.tag), isSet(RUN.targetBranch)))).toBe(false);
  expect(implies(isEvent("manual"), or(isSet(RUN.branch), isSet(RUN.tag))).holds).toBe(true);
  expect(alwaysTrue(isSet(RUN.actor))).toBe(true);
  const usual = or(isEvent("push"), isEvent("pullRequest"), isEvent("call"));
  const onRef = or(isSet(RUN.branch), isSet(RUN.tag));
  expect(equivalent(and(usual, not(isSet(RUN.targetBranch))), and(usual, onRef))).toBe(true);
  expect(neverTrue(and(isEvent("call"), changed("**")))).toBe(true);
  expect(neverTrue(and(isEvent("schedule"), isSet(RUN.targetBranch)))).toBe(true);
});
