import { expect, it } from "vitest";
import { equal, RUN } from "../../compiler/expr/build.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import { printGitHub } from "../../compiler/targets/github/conditions/print.ts";
import {
  describe as inWords,
  patternProblem,
  refListProblem,
  refMatch,
  refPatternProblem,
} from "../../compiler/expr/index.ts";

const matches = (patterns: readonly string[], branch: string) =>
  evaluate(refMatch(RUN.branch, patterns), {
    event: "push",
    sha: "0".repeat(40),
    actor: "someone",
    branch,
    vars: {},
    changedFiles: [],
  });

// The examples of GitHub's filter pattern cheat sheet, and what they leave out.
it.each([
  [["feature/*"], ["feature/my-branch"], ["feature/a/b", "feature", "my/feature/x"]],
  [["feature/**"], ["feature/beta-a/my-branch", "feature/mona/the/octocat"], ["feature"]],
  [["main"], ["main"], ["MAIN", "main2"]],
  [["*"], ["main"], ["a/b"]],
  [["**"], ["all/the/branches", "every"], []],
  [["*feature"], ["mona-feature", "feature", "ver-10-feature"], ["a/feature"]],
  [["v2*"], ["v2", "v2.0", "v2.9"], ["v1"]],
  [["v[12].[0-9]+.[0-9]+"], ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1.10", "v1..1"]],
  [["v?"], ["v"], ["v1", "vv"]],
  [["ab?c"], ["ac", "abc"], ["abbc"]],
  [["v[0-9]+"], ["v1", "v12"], ["v", "v1.0"]],
  [["a/**/b"], ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
  [["**/b"], ["b", "x/b"], ["xb"]],
  [["**.go"], ["x.go", "a/b.go"], ["x.gone"]],
  [["{main,release/*}"], ["main", "release/1"], ["release/1/2"]],
  [["v{1,2{,.1}}"], ["v1", "v2", "v2.1"], ["v1.1"]],
  [["c\\+\\+"], ["c++"], ["ccc"]],
  [
    ["releases/**", "!releases/**-alpha", "releases/9-alpha"],
    ["releases/10", "releases/9-alpha"],
    ["releases/beta/3-alpha"],
  ],
  [["!x", "**"], ["x", "y"], []],
  [["😀*"], ["😀", "😀1"], ["x"]],
])("matches %j as GitHub's filters do", (patterns, inside, outside) => {
  expect(inside.filter((name) => !matches(patterns, name))).toEqual([]);
  expect(outside.filter((name) => matches(patterns, name))).toEqual([]);
});

it.each([
  ["", "it is empty"],
  ["a b", "no branch or tag name holds ` `"],
  ["v[^1]", "no branch or tag name holds `^`"],
  ["v[!1]", "`[]` holds `!`; it takes letters, digits and their ranges only"],
  ["v[1", "a `[` is not closed"],
  ["v[]", "`[]` is empty"],
  ["[9-0]", "the range `9-0` is out of order"],
  ["?x", "nothing precedes `?`"],
  ["x?+", "two of `?` and `+` follow each other"],
  ["x*?", "a `?` follows `*`, and not a character or a class"],
  ["***", "`***` has no meaning"],
  ["{a,b", "a `{` is not closed"],
  ["a}", "a `}` closes nothing"],
  ["{a}", "`{}` holds a single alternative; separate several by commas"],
  [`${"{a,b}".repeat(9)}`, "its braces stand for more than 100 patterns"],
  ["a\\b", "a `\\` precedes a character that it cannot escape; it escapes `* ? + [ ] { } ! \\`"],
  ["release/", "it ends with `/`; write `/**` for every name below"],
  ["a\ud800", "it holds a control character"],
])("says what is wrong with %j", (pattern, problem) => expect(refPatternProblem(pattern)).toBe(problem));

it("refuses lists that match nothing", () => {
  expect(refListProblem([])).toBe("is empty, so that nothing matches");
  expect(refListProblem(["!a"])).toBe("only takes names out (`!`), so that nothing matches");
  expect(refListProblem(["a", "!b"])).toBeUndefined();
});

it("is shown as the shortest condition", () => {
  expect(inWords(refMatch(RUN.branch, ["main", "release/**"]))).toBe(
    'run.branch === "main" || /^release\\//.test(run.branch)',
  );
});

it("reads characters beyond U+FFFF in names and patterns", () => {
  expect(patternProblem("^😀+$", "")).toBeUndefined();
  expect(patternProblem("\ud83d", "")).toBe("half of a character (a lone surrogate), or NUL");
  expect(printGitHub(equal(RUN.branch, "😀"))).not.toHaveProperty("refused");
});
