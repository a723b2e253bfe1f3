import { describe, expect, it } from "vitest";
import { readPredicate } from "../../../compiler/authoring/condition/read.ts";
import type { symbolicRun } from "../../../compiler/authoring/condition/run.ts";
import { job, manual, sh } from "../../../compiler/authoring/index.ts";
import {
  and,
  call,
  cond,
  eq,
  invoke,
  looseEq,
  member,
  not,
  nullish,
  or,
  template,
  truthy,
  withCondition,
} from "../../../compiler/authoring/internal.ts";
import { describeExpr } from "./words.ts";

type SymbolicRun = typeof symbolicRun;

const M = 0;

/** A predicate as the frontend hands it over. */
const predicate = (twin: (run: SymbolicRun) => unknown) => withCondition(() => true, twin);

function means(twin: (run: SymbolicRun) => unknown): string {
  const reading = readPredicate(predicate(twin));
  if (reading.kind === "expr") return describeExpr(reading.expr);
  throw new Error(JSON.stringify(reading));
}

function problems(twin: (run: SymbolicRun) => unknown): readonly string[] {
  const reading = readPredicate(predicate(twin));
  if (reading.kind !== "problems") throw new Error(JSON.stringify(reading));
  return reading.problems.map(({ at, what, via }) =>
    [`${at}: ${what}`, ...via.map((mark) => `via ${mark}`)].join(", "),
  );
}

describe("equality", () => {
  it.each<[string, (run: SymbolicRun) => unknown, string]>([
    ["a literal", (r) => eq(M, r.branch, "main"), 'branch == "main"'],
    ["either way round", (r) => eq(M, "main", r.branch), 'branch == "main"'],
    ["two variables", (r) => eq(M, r.branch, r.tag), "branch == tag"],
    ["a variable and itself", (r) => eq(M, r.branch, r.branch), "true"],
    ["undefined", (r) => eq(M, r.branch, undefined), "branch == null"],
    ["null, exactly", (r) => eq(M, r.branch, null), "false"],
    ["null, loosely", (r) => looseEq(M, r.branch, null), "branch == null"],
    ["undefined, of what is always set", (r) => eq(M, r.sha, undefined), "false"],
    ["an event that does not exist", (r) => eq(M, r.event, "merge"), "false"],
    ["a boolean", (r) => eq(M, eq(M, r.branch, "a"), false), '!branch == "a"'],
    [
      "two booleans",
      (r) => eq(M, eq(M, r.branch, "a"), eq(M, r.tag, "b")),
      '((branch == "a" & tag == "b") | (!branch == "a" & !tag == "b"))',
    ],
    ["no pull request", (r) => eq(M, r.pullRequest, undefined), "targetBranch == null"],
    ["constants", () => eq(M, "a", "a"), "true"],
    ["a variable and what is no text", (r) => eq(M, r.branch, 3), "false"],
  ])("%s", (_name, twin, expected) => expect(means(twin)).toBe(expected));
});

describe("logic", () => {
  const a = (r: SymbolicRun) => eq(M, r.branch, "a");
  const b = (r: SymbolicRun) => eq(M, r.tag, "b");

  it.each<[string, (run: SymbolicRun) => unknown, string]>([
    ["and", (r) => and(M, a(r), () => b(r)), '(branch == "a" & tag == "b")'],
    ["or", (r) => or(M, a(r), () => b(r)), '(branch == "a" | tag == "b")'],
    [
      "not, pushed to the atoms",
      (r) =>
        not(
          M,
          and(M, a(r), () => b(r)),
        ),
      '(!branch == "a" | !tag == "b")',
    ],
    [
      "a ternary",
      (r) =>
        cond(
          M,
          a(r),
          () => b(r),
          () => false,
        ),
      '(branch == "a" & tag == "b")',
    ],
    ["a text as a condition: set", (r) => r.branch, "!branch == null"],
    ["a text that is not set", (r) => not(M, r.branch), "branch == null"],
    ["truthy", (r) => truthy(M, r.tag), "!tag == null"],
    ["Boolean(text)", (r) => invoke(M, Boolean, [r.tag]), "!tag == null"],
    ["a text and a condition", (r) => and(M, r.branch, () => a(r)), '(!branch == null & branch == "a")'],
    [
      "constants fold",
      (r) =>
        or(
          M,
          and(M, false, () => a(r)),
          () => b(r),
        ),
      'tag == "b"',
    ],
    ["what is always set is true", (r) => and(M, r.actor, () => b(r)), 'tag == "b"'],
    [
      "the value of ||",
      (r) =>
        eq(
          M,
          or(M, r.tag, () => r.branch),
          "x",
        ),
      '((!tag == null & tag == "x") | (tag == null & branch == "x"))',
    ],
    [
      "the value of ??",
      (r) =>
        eq(
          M,
          nullish(M, r.tag, () => "none"),
          "none",
        ),
      '((!tag == null & tag == "none") | tag == null)',
    ],
    [
      "the value of a ternary",
      (r) =>
        eq(
          M,
          r.branch,
          cond(
            M,
            b(r),
            () => "x",
            () => "y",
          ),
        ),
      '((tag == "b" & branch == "x") | (!tag == "b" & branch == "y"))',
    ],
    [
      "a ternary of texts, as a condition",
      (r) =>
        cond(
          M,
          b(r),
          () => "x",
          () => "",
        ),
      'tag == "b"',
    ],
  ])("%s", (_name, twin, expected) => expect(means(twin)).toBe(expected));

  it("does not look at what is never evaluated", () => {
    expect(means((r) => and(M, false, () => call(M, r.branch, "trim", [])))).toBe("false");
  });
});

describe("members and calls", () => {
  it.each<[string, (run: SymbolicRun) => unknown, string]>([
    ["startsWith", (r) => call(M, r.branch, "startsWith", ["x"]), 'branch startsWith "x"'],
    ["?. in a condition", (r) => call(M, r.branch, "endsWith", ["x"], true), 'branch endsWith "x"'],
    [
      "?. === false leaves out the unset",
      (r) => eq(M, call(M, r.branch, "includes", ["x"], true), false),
      '(!branch == null & !branch includes "x")',
    ],
    [
      "?. === undefined is the unset",
      (r) => eq(M, call(M, r.branch, "includes", ["x"], true), undefined),
      "branch == null",
    ],
    ["not ?. has the unset", (r) => not(M, call(M, r.branch, "includes", ["x"], true)), '!branch includes "x"'],
    ["the empty text", (r) => call(M, r.branch, "startsWith", [""]), "!branch == null"],
    ["a list's includes", (r) => call(M, ["a", "b"], "includes", [r.branch]), '(branch == "a" | branch == "b")'],
    [
      "a list with undefined in it",
      (r) => call(M, ["a", undefined], "includes", [r.branch]),
      '(branch == "a" | branch == null)',
    ],
    ["a set's has", (r) => call(M, new Set(["a"]), "has", [r.branch]), 'branch == "a"'],
    ["a list of nothing", (r) => call(M, [], "includes", [r.branch]), "false"],
    [
      "some",
      (r) => call(M, ["a", "b"], "some", [(x: unknown) => eq(M, x, r.branch)]),
      '(branch == "a" | branch == "b")',
    ],
    [
      "every",
      (r) => call(M, ["a", "b"], "every", [(x: unknown) => not(M, eq(M, x, r.branch))]),
      '(!branch == "a" & !branch == "b")',
    ],
    ["a regular expression", (r) => call(M, /^v\d+$/i, "test", [r.tag]), "tag ~ /^v\\d+$/i"],
    [
      "a regular expression on a choice",
      (r) => call(M, /x/, "test", [nullish(M, r.tag, () => "x")]),
      "((!tag == null & tag ~ /x/) | tag == null)",
    ],
    ["a variable of the project", (r) => eq(M, member(M, r.vars, "RELEASE"), "yes"), 'vars.RELEASE == "yes"'],
    [
      "the target of a pull request",
      (r) => eq(M, member(M, r.pullRequest, "targetBranch", true), "main"),
      'targetBranch == "main"',
    ],
    ["a fork", (r) => member(M, r.pullRequest, "fork", true), "fork"],
    [
      "no fork, of a pull request",
      (r) => eq(M, member(M, r.pullRequest, "fork", true), false),
      "(!targetBranch == null & !fork)",
    ],
    ["not a fork, whatever it is", (r) => not(M, member(M, r.pullRequest, "fork", true)), "!fork"],
    [
      "a narrowed pull request",
      (r) => and(M, r.pullRequest, () => member(M, r.pullRequest, "fork")),
      "(!targetBranch == null & fork)",
    ],
    ["changed files", (r) => call(M, r, "changed", ["src/**", "lib/**"]), "changed src/** lib/**"],
    [
      "a destructured run",
      ({ branch, vars: { X } }) => or(M, eq(M, branch, "a"), () => eq(M, X, "b")),
      '(branch == "a" | vars.X == "b")',
    ],
    ["a destructured function", ({ changed }) => invoke(M, changed, ["a"]), "changed a"],
    ["plain parts", (r) => eq(M, r.branch, call(M, "MAIN", "toLowerCase", [])), 'branch == "main"'],
    ["plain objects", (r) => eq(M, r.branch, member(M, { main: "trunk" }, "main")), 'branch == "trunk"'],
    ["a template of known parts", (r) => eq(M, r.branch, template(M, ["release/", ""], 3)), 'branch == "release/3"'],
    [
      "a template of a choice",
      (r) =>
        eq(
          M,
          r.branch,
          template(
            M,
            ["x-", ""],
            cond(
              M,
              eq(M, r.event, "push"),
              () => "a",
              () => "b",
            ),
          ),
        ),
      '((event == "push" & branch == "x-a") | (!event == "push" & branch == "x-b"))',
    ],
  ])("%s", (_name, twin, expected) => expect(means(twin)).toBe(expected));

  it("knows labels, flags, the commit and the repository", () => {
    const request = (r: SymbolicRun, name: string) => member(M, r.pullRequest, name, true);
    expect(means((r) => call(M, request(r, "labels"), "includes", ["deploy"], true))).toBe("label deploy");
    expect(means((r) => not(M, request(r, "draft")))).toBe("!draft");
    expect(means((r) => and(M, r.protected, () => eq(M, r.repository, "acme/tools")))).toBe(
      '(protected & repository == "acme/tools")',
    );
    expect(means((r) => call(M, member(M, r.commit, "message"), "includes", ["[skip]"], true))).toBe(
      'commitMessage includes "[skip]"',
    );
    expect(problems((r) => call(M, request(r, "labels"), "includes", ["a,b"], true))).toEqual([
      '0: a label named "a,b"',
    ]);
  });

  it("knows what one provider alone has, and inputs", () => {
    expect(means((r) => eq(M, call(M, r, "github", ["event.action"]), "Opened"))).toBe(
      'github.event.action == "opened"',
    );
    expect(means((r) => eq(M, call(M, r, "gitlab", ["CI_MERGE_REQUEST_EVENT_TYPE"]), "x"))).toBe(
      'gitlab.CI_MERGE_REQUEST_EVENT_TYPE == "x"',
    );
    expect(problems((r) => call(M, r, "gitlab", ["$CI_X"]))).toEqual(["0: `gitlab` with a value that is not a name"]);
    const byHand = manual({ inputs: { level: { type: "string" } } });
    expect(means(() => eq(M, byHand.inputs.level, "debug"))).toBe('input.level == "debug"');
  });

  it("knows outputs of jobs", () => {
    const unit = job("unit", { image: "x", steps: [sh`true`], outputs: ["version"] });
    expect(means(() => eq(M, member(M, member(M, unit, "outputs"), "version"), "2"))).toBe('unit.version == "2"');
    expect(means(() => call(M, unit.outputs.version, "startsWith", ["2."]))).toBe('unit.version startsWith "2."');
    expect(means(() => unit.outputs.version)).toBe("!unit.version == null");
  });
});

describe("helpers", () => {
  const onMain = predicate((r) => eq(M, r.branch, "main"));

  it("are read where they are called", () => {
    expect(means((r) => not(M, invoke(M, onMain, [r])))).toBe('!branch == "main"');
    expect(means((r) => call(M, { onMain }, "onMain", [r]))).toBe('branch == "main"');
  });

  it("take arguments and predicates", () => {
    const on = withCondition(
      (_run: unknown, _name: string) => true,
      (r: SymbolicRun, name: string) => eq(M, r.branch, name),
    );
    const both = (p: unknown, q: unknown) => predicate((r) => and(M, invoke(M, p, [r]), () => invoke(M, q, [r])));
    expect(means((r) => invoke(M, on, [r, "dev"]))).toBe('branch == "dev"');
    expect(
      means((r) =>
        invoke(
          M,
          both(
            onMain,
            predicate((x) => x.tag),
          ),
          [r],
        ),
      ),
    ).toBe('(branch == "main" & !tag == null)');
  });

  it("may be used twice, and not by themselves", () => {
    expect(means((r) => and(M, invoke(M, onMain, [r]), () => invoke(M, onMain, [r])))).toBe('branch == "main"');
    const self: unknown = predicate((r) => invoke(7, self, [r]));
    expect(problems((r) => invoke(3, self, [r]))).toEqual(["7: a helper that calls itself, via 3"]);
  });

  it("show the way to a problem inside them", () => {
    const inner = predicate((r) => call(5, r.branch, "trim", []));
    const outer = predicate((r) => invoke(4, inner, [r]));
    expect(problems((r) => invoke(3, outer, [r]))).toEqual([
      "5: `trim` of a value that is known only while the pipeline runs, via 4, via 3",
    ]);
  });
});

describe("what cannot be expressed", () => {
  const late = "a value that is known only while the pipeline runs";

  it.each<[string, (run: SymbolicRun) => unknown, string]>([
    ["another method", (r) => call(1, r.branch, "toUpperCase", []), `1: \`toUpperCase\` of ${late}`],
    ["a property", (r) => member(1, r.branch, "length"), `1: \`length\` of ${late}`],
    ["a property of a late name", (r) => member(1, { a: 1 }, r.branch), `1: a property whose name is ${late}`],
    ["a template", (r) => template(1, ["x-", ""], r.tag), `1: a string made with ${late}`],
    ["a late argument", (r) => call(1, r.branch, "startsWith", [r.tag]), `1: \`startsWith\` with ${late}`],
    ["a position", (r) => call(1, r.branch, "startsWith", ["a", 2]), "1: `startsWith` from a position on"],
    ["a method of a plain text", (r) => call(1, "a,b", "includes", [r.branch]), `1: \`includes\` with ${late}`],
    [
      "an unread function",
      (r) => invoke(1, (x: unknown) => x === 1, [r.branch]),
      `1: a function that cannot be read, called with ${late}`,
    ],
    [
      "an unread helper",
      (r) => invoke(1, (x: unknown) => x, [r]),
      `1: a function that cannot be read, called with ${late}`,
    ],
    ["flags", (r) => call(1, /x/g, "test", [r.branch]), "1: a regular expression with the flags `g`"],
    [
      "late globs",
      (r) => call(1, r, "changed", [r.branch]),
      "1: `changed` with a value that is known only while the pipeline runs",
    ],
    [
      "a callback that answers later",
      (r) => call(1, ["a"], "filter", [(x: unknown) => eq(2, x, r.branch)]),
      `1: a callback that returns ${late}`,
    ],
    [
      "what throws",
      () => member(1, undefined, "x"),
      "1: a part that throws (Cannot read properties of undefined (reading 'x'))",
    ],
    [
      "an operator that nobody replaced",
      (r) => `${String(r.branch)}`,
      "-1: a part that throws (a value that is known only while the pipeline runs was used as if it were known now)",
    ],
  ])("%s", (_name, twin, expected) => expect(problems(twin)).toEqual([expected]));

  it("is told all at once", () => {
    const twin = (r: SymbolicRun) =>
      or(M, call(1, r.branch, "trim", []), () =>
        and(M, eq(M, call(2, r.tag, "at", [0]), "v"), () => call(3, r.sha, "slice", [1])),
      );
    expect(problems(twin).map((one) => one[0])).toEqual(["1", "2", "3"]);
  });

  it("says what nobody rewrote", () => expect(readPredicate(() => true)).toEqual({ kind: "unread" }));
});
