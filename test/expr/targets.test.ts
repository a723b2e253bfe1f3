import { describe, expect, it } from "vitest";
import { printGitHub } from "../../compiler/targets/github/conditions/print.ts";
import { printGitLab } from "../../compiler/targets/gitlab/conditions/print.ts";
import {
  ALWAYS,
  and,
  changed,
  type Expr,
  equal,
  isEvent,
  isSet,
  NEVER,
  not,
  or,
  RUN,
  same,
  textTest,
  type Variable,
} from "../../compiler/expr/index.ts";

const level: Variable = { kind: "vars", name: "LEVEL" };
const output: Variable = { kind: "output", job: "unit", name: "version" };
const matches = (variable: Variable, pattern: string, flags: "" | "i" = ""): Expr => ({
  op: "matches",
  variable,
  pattern,
  flags,
});
const GUARD =
  '$CI_PIPELINE_SOURCE == "merge_request_event" || ($CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH != null && $CI_COMMIT_BRANCH != "" && $CI_COMMIT_BEFORE_SHA != "0000000000000000000000000000000000000000")';

describe("GitLab's rules", () => {
  it.each<[Expr, object]>([
    [ALWAYS, [{ run: true }]],
    [NEVER, [{ run: false }]],
    [isEvent("pullRequest"), [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"', run: true }]],
    [not(isEvent("manual")), [{ if: '$CI_PIPELINE_SOURCE != "web"', run: true }]],
    [
      and(equal(RUN.branch, "main"), isEvent("push")),
      [{ if: '$CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push"', run: true }],
    ],
    [
      or(equal(RUN.tag, "v1"), and(equal(RUN.branch, "main"), isEvent("push"))),
      [{ if: '$CI_COMMIT_TAG == "v1" || ($CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push")', run: true }],
    ],
    [equal(RUN.tag, null), [{ if: '$CI_COMMIT_TAG == null || $CI_COMMIT_TAG == ""', run: true }]],
    [isSet(level), [{ if: '$LEVEL != null && $LEVEL != ""', run: true }]],
    [equal(RUN.actor, 'a"b'), [{ if: "$GITLAB_USER_LOGIN == 'a\"b'", run: true }]],
    [not(equal(RUN.actor, "a\"'b")), [{ if: "$GITLAB_USER_LOGIN !~ /(?:^a\"'b$)/", run: true }]],
    [
      textTest("startsWith", RUN.branch, "release/1."),
      [{ if: "$CI_COMMIT_BRANCH =~ /(?:^release\\x2f1\\.)/", run: true }],
    ],
    [not(textTest("endsWith", RUN.branch, "x")), [{ if: "$CI_COMMIT_BRANCH !~ /(?:x$)/", run: true }]],
    [matches(level, "a*"), [{ if: '$LEVEL != null && $LEVEL != "" && $LEVEL =~ /(?:a*)/', run: true }]],
    [matches(level, "^v\\d+$", "i"), [{ if: "$LEVEL =~ /(?:^[Vv][0-9]+$)/", run: true }]],
    [
      same(RUN.sourceBranch, RUN.targetBranch),
      [{ if: "$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == $CI_MERGE_REQUEST_TARGET_BRANCH_NAME", run: true }],
    ],
    [
      { op: "flag", name: "fork" },
      [{ if: "$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH != $CI_MERGE_REQUEST_PROJECT_PATH", run: true }],
    ],
    [changed("src/**", "*.md"), [{ if: GUARD, changes: ["src/**/*", "*.md"], run: true }]],
    [not(changed("src/**")), [{ if: GUARD, changes: ["src/**/*"], run: false }, { run: true }]],
    [
      or(changed("a"), isEvent("schedule")),
      [
        { if: GUARD, changes: ["a"], run: true },
        { if: '$CI_PIPELINE_SOURCE == "schedule"', run: true },
      ],
    ],
    [
      and(changed("a"), equal(RUN.branch, "main")),
      [{ if: `(${GUARD}) && $CI_COMMIT_BRANCH == "main"`, changes: ["a"], run: true }],
    ],
  ])("say %j", (expr, rules) => {
    expect(printGitLab(expr)).toEqual({ rules });
  });

  it("take a long list of alternatives apart", () => {
    const names = Array.from({ length: 60 }, (_, index) => `b${index}`);
    const printed = printGitLab(or(...names.map((name) => equal(RUN.branch, name))));
    const rules = "rules" in printed ? printed.rules : [];
    expect(rules).toHaveLength(3);
    for (const name of names) expect(rules.filter((rule) => rule.if?.includes(`"${name}"`))).toHaveLength(1);
  });

  it("take a long condition apart that any of several parts makes true", () => {
    const names = Array.from({ length: 40 }, (_, index) => `b${index}`);
    const long = and(or(...names.map((name) => equal(RUN.branch, name))), not(equal(RUN.actor, "robot")));
    const printed = printGitLab(long);
    const rules = "rules" in printed ? printed.rules : [];
    expect(rules.length).toBeGreaterThan(1);
    for (const name of names) expect(rules.filter((rule) => rule.if?.includes(`"${name}"`))).toHaveLength(1);
    for (const rule of rules) {
      expect([rule.if?.match(/CI_COMMIT_BRANCH/g)?.length, rule.run]).toEqual([
        rule.if?.match(/GITLAB_USER_LOGIN != "robot"/g)?.length,
        true,
      ]);
    }
  });

  it.each<[Expr, string]>([
    [equal(output, "1"), "the output version of unit is not known when GitLab decides which jobs there are"],
    [
      and(changed("a"), changed("b")),
      "several `changed` that must hold together cannot be one GitLab rule; list their globs in one `changed`, or split the job",
    ],
    [
      and(...Array.from({ length: 30 }, (_, index) => not(equal(RUN.branch, `b${index}`)))),
      "the condition takes more than 99 tokens in GitLab's expressions; shorten it, or split the job",
    ],
    [
      changed(...Array.from({ length: 51 }, (_, index) => `f${index}`)),
      "GitLab takes no more than 50 globs in one `changes`",
    ],
  ])("refuse what they cannot say", (expr, refused) => {
    expect(printGitLab(expr)).toEqual({ refused });
  });
});

describe("GitHub's conditions", () => {
  it.each<[Expr, string]>([
    [ALWAYS, "true"],
    [NEVER, "false"],
    [isEvent("manual"), "github.event_name == 'workflow_dispatch'"],
    [
      or(isEvent("push"), and(isEvent("schedule"), isSet(RUN.branch))),
      "github.event_name == 'push' || (github.event_name == 'schedule' && startsWith(github.ref, 'refs/heads/'))",
    ],
    [equal(RUN.tag, null), "!startsWith(github.ref, 'refs/tags/')"],
    [equal(RUN.tag, "1.0"), "github.ref == 'refs/tags/1.0'"],
    [isSet(level), "vars.LEVEL != ''"],
    [equal(level, "1"), "vars.LEVEL == '1'"],
    [
      { op: "flag", name: "fork" },
      "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository",
    ],
  ])("are native where that is exact: %j", (expr, native) => {
    expect(printGitHub(expr)).toEqual({ native, plan: [] });
  });

  it.each<[Expr, string, string, object]>([
    [
      equal(RUN.branch, "main"),
      "github.ref == 'refs/heads/main'",
      `[ "$WAYBILL_REF" = 'refs/heads/main' ]`,
      { WAYBILL_REF: "github.ref" },
    ],
    [not(equal(RUN.branch, "main")), "true", `[ "$WAYBILL_REF" != 'refs/heads/main' ]`, { WAYBILL_REF: "github.ref" }],
    [
      and(isEvent("push"), equal(RUN.actor, "it's")),
      "github.event_name == 'push' && github.actor == 'it''s'",
      `[ "$WAYBILL_ACTOR" = 'it'\\''s' ]`,
      { WAYBILL_ACTOR: "github.actor" },
    ],
    [equal(level, "0"), "vars.LEVEL == '0'", `[ "$WAYBILL_VAR_LEVEL" = '0' ]`, { WAYBILL_VAR_LEVEL: "vars.LEVEL" }],
    [
      textTest("startsWith", RUN.branch, "rel*"),
      "startsWith(github.ref, 'refs/heads/rel*')",
      `case "$WAYBILL_REF" in 'refs/heads/rel*'*) ;; *) false ;; esac`,
      { WAYBILL_REF: "github.ref" },
    ],
    [
      not(textTest("includes", RUN.sourceBranch, "a")),
      "true",
      `case "$WAYBILL_SOURCE_BRANCH" in *'a'*) false ;; esac`,
      { WAYBILL_SOURCE_BRANCH: "github.head_ref" },
    ],
    [
      equal(output, "a"),
      "needs.unit.outputs.version == 'a'",
      `[ "$WAYBILL_OUTPUT_UNIT_VERSION" = 'a' ]`,
      { WAYBILL_OUTPUT_UNIT_VERSION: "needs.unit.outputs.version" },
    ],
    [
      or(equal(RUN.branch, "main"), and(isEvent("schedule"), equal(level, "x"))),
      "github.ref == 'refs/heads/main' || (github.event_name == 'schedule' && vars.LEVEL == 'x')",
      `[ "$WAYBILL_REF" = 'refs/heads/main' ] || { [ "$WAYBILL_EVENT" = 'schedule' ] && [ "$WAYBILL_VAR_LEVEL" = 'x' ]; }`,
      { WAYBILL_REF: "github.ref", WAYBILL_EVENT: "github.event_name", WAYBILL_VAR_LEVEL: "vars.LEVEL" },
    ],
  ])("are guarded where they are not: %j", (expr, native, test, env) => {
    // GitHub narrows whatever asks that something is so, and nothing that asks that it is not.
    expect(printGitHub(expr)).toEqual({ native, guard: { env, test, narrow: native !== "true" }, plan: [] });
  });

  it("leave patterns and changed files to the plan job", () => {
    const printed = printGitHub(and(matches(RUN.tag, "^v\\d"), not(changed("src/**"))));
    expect(printed).toEqual({
      native: "needs.plan.outputs.tag_matches_e65e84aa == 'true' && needs.plan.outputs.changed_src_e904c226 != 'true'",
      plan: [
        {
          kind: "matches",
          output: "tag_matches_e65e84aa",
          env: { WAYBILL_TAG: "(startsWith(github.ref, 'refs/tags/') && github.ref_name || '')" },
          test: `pattern='^v[0-9]' && [[ -n "$WAYBILL_TAG" && "$WAYBILL_TAG" =~ $pattern ]]`,
        },
        { kind: "changed", output: "changed_src_e904c226", globs: ["src/**"], pathspecs: [":(glob)src/**"] },
      ],
    });
  });

  it("name equal atoms alike, and others apart", () => {
    const output = (expr: Expr) => {
      const printed = printGitHub(expr);
      return "plan" in printed ? printed.plan.map((one) => one.output) : [];
    };
    expect(output(changed("a"))).toEqual(output(not(changed("a"))));
    expect(output(changed("a"))).not.toEqual(output(changed("a", "a_")));
    expect(output(matches(level, "a."))).not.toEqual(output(matches(level, "a.", "i")));
  });

  it.each<[Expr, string]>([
    [
      matches(output, "a."),
      "a regular expression cannot be tried on the output version of unit; compare it with startsWith, endsWith or includes",
    ],
    [matches(level, "\\ba."), "/\\ba./ has a word edge (\\b or \\B), which bash does not read in the same way"],
    [
      matches(level, "a*^b"),
      "/a*^b/ has an anchor that is not at its start or end, which bash does not read in the same way",
    ],
    [
      or(...Array.from({ length: 600 }, (_, index) => equal(RUN.branch, `a-long-branch-name-${index}`))),
      "the condition takes more than 21000 characters",
    ],
  ])("refuse what they cannot say", (expr, refused) => {
    expect(printGitHub(expr)).toEqual({ refused });
  });
});
