import { describe, expect, it } from "vitest";
import {
  alwaysTrue,
  and,
  equal,
  type Expr,
  equivalent,
  isEvent,
  isSet,
  not,
  or,
  RUN,
  same,
  textTest,
  describe as shown,
} from "../../../compiler/expr/index.ts";
import { unreadable } from "../../../compiler/importers/foreign.ts";
import { exactly, readCondition } from "../../../compiler/importers/github/condition.ts";
import { parseExpression, printExpression, templateParts } from "../../../compiler/importers/github/expression.ts";

const read = (text: string) => exactly(readCondition(text).condition);

describe("expressions", () => {
  it("reads them as GitHub does, and spells each in one way", () => {
    const spelled = (text: string) => printExpression(parseExpression(text)!);
    expect(spelled("!  startsWith( github.REF,'a''b' )&&(x||y)==true")).toBe(
      "!startswith(github.REF, 'a''b') && ((x || y) == true)",
    );
    expect(spelled("github['event'].a.*.b")).toBe("github.event.a.*.b");
    expect(parseExpression("a &&")).toBeUndefined();
    expect(parseExpression("a b")).toBeUndefined();
  });

  it("finds them in texts, brackets in strings included", () => {
    expect(templateParts("a ${{ '}}' }}b")).toEqual(["a ", { kind: "literal", value: "}}" }, "b"]);
  });
});

describe("conditions", () => {
  it.each<[string, Expr]>([
    ["github.event_name == 'push' && github.ref == 'refs/heads/main'", and(isEvent("push"), equal(RUN.branch, "main"))],
    ["${{ startsWith(github.ref, 'refs/tags/') }}", isSet(RUN.tag)],
    ["github.event_name != 'pull_request'", not(isEvent("pullRequest"))],
    ["github.event_name == 'release'", isEvent("release")],
    ["github.repository == 'acme/tools'", equal(RUN.repository, "acme/tools")],
    ["github.repository_owner == 'acme'", textTest("startsWith", RUN.repository, "acme/")],
    ["github.event.pull_request.draft == false", not({ op: "flag", name: "draft" })],
    ["contains(github.event.pull_request.labels.*.name, 'deploy')", { op: "label", name: "deploy" }],
    [
      "!contains(github.event.head_commit.message, '[skip ci]')",
      not(and(isEvent("push"), textTest("includes", RUN.commitMessage, "[skip ci]"))),
    ],
    ["github.ref_name == github.event.repository.default_branch", same(RUN.branch, RUN.defaultBranch)],
    ["github.event.action == 'Opened'", equal({ kind: "github", name: "event.action" }, "opened")],
    [
      "github.event.release.prerelease == false",
      not(equal({ kind: "github", name: "event.release.prerelease" }, "true")),
    ],
    ["inputs.dry == true", equal({ kind: "input", name: "dry" }, "true")],
    ["github.event.inputs.level == '1'", equal({ kind: "input", name: "level" }, "1")],
    [
      "github.event.pull_request.head.repo.full_name == github.repository",
      and(isSet(RUN.targetBranch), not({ op: "flag", name: "fork" })),
    ],
    [
      "github.event_name == 'push' || github.event.pull_request.head.repo.full_name != github.repository",
      or(isEvent("push"), not(and(isSet(RUN.targetBranch), not({ op: "flag", name: "fork" })))),
    ],
    [`contains(fromJSON('["push", "schedule"]'), github.event_name)`, or(isEvent("push"), isEvent("schedule"))],
    ["needs.plan.outputs.run == 'true'", equal({ kind: "output", job: "plan", name: "run" }, "true")],
    ["vars.DEPLOY", isSet({ kind: "vars", name: "DEPLOY" })],
  ])("reads %s", (text, expected) => {
    expect(equivalent(read(text), expected), shown(read(text))).toBe(true);
  });

  it("takes a comparison for one that ignores case, as GitHub does", () => {
    const { condition } = readCondition("github.ref == 'refs/heads/main'");
    expect(equivalent(condition, equal(RUN.branch, "main"))).toBe(false);
    expect(equivalent(condition, or(equal(RUN.branch, "MAIN"), condition))).toBe(true);
  });

  it("keeps what it cannot read as it is, and takes it for neither true nor false", () => {
    const { condition } = readCondition("hashFiles( 'a' ) != ''");
    expect(unreadable(condition)).toEqual(["hashfiles('a') != ''"]);
    expect(alwaysTrue(condition)).toBe(false);
    const other = readCondition("github.event_name == 'no_event'").condition;
    expect(unreadable(other)).toEqual(["github.event_name == 'no_event'"]);
  });

  it("tells how a job waits", () => {
    expect(readCondition("always() && github.event_name == 'push'")).toMatchObject({ status: "always" });
    expect(readCondition("${{ !cancelled() }}")).toMatchObject({ status: "notCancelled" });
    expect(readCondition("failure()").status).toBe("failure");
    expect(unreadable(readCondition("failure() || github.event_name == 'push'").condition)).toEqual(["failure()"]);
  });
});
