import { describe, expect, it } from "vitest";
import { changed, isEvent } from "../../compiler/expr/index.ts";
import { checksOf, compareMergeRules, isSafe, readMergeRules, renderChecks } from "../../compiler/query/index.ts";
import { gate, graphOf, script } from "../graph/sample.ts";

const location = { file: "pipeline.ts", line: 1, column: 1 };
const everyRequest = { kind: "pullRequest", location } as const;
const graph = {
  ...graphOf([
    script("lint", { when: changed("src/**") }),
    script("unit", { title: "Unit tests" }),
    script("e2e", { needs: [gate("unit")] }),
    script("flaky", { allowFailure: { exitCodes: [] } }),
    script("approve", { manual: true }),
    script("nightly", { when: isEvent("schedule") }),
    script("ci", {
      finally: true,
      needs: [
        { job: "unit", gate: false, artifacts: false },
        { job: "e2e", gate: false, artifacts: false },
      ],
    }),
  ]),
  triggers: [everyRequest],
};

describe("the checks of pull requests", () => {
  it("say which may be required", () => {
    const { checks, blocking, notStarted } = checksOf(graph);
    expect(checks.filter(isSafe).map(({ name }) => name)).toEqual(["Unit tests", "approve", "ci"]);
    expect(blocking).toEqual(["approve"]);
    expect(notStarted.kind).toBe("never");
  });

  it("of a matrix have the names that GitHub makes", () => {
    const matrix = { id: "unit", values: { node: 22, os: "slim" } };
    const { checks } = checksOf(graphOf([script("unit-22-slim", { matrix })]));
    expect(checks[0]?.name).toBe("unit (22, slim)");
  });

  it("read as a table with examples", () => {
    expect(renderChecks(checksOf(graph), "pipeline.ts")).toMatchInlineSnapshot(`
      "Checks of sample on pull requests

        check       reported  passes without its job
        lint        always    when a condition skips it
        Unit tests  always    never
        e2e         always    when unit fails
        flaky       always    it may fail
        approve     always    never
        nightly     always    when a condition skips it
        ci          always    never

      Examples

        lint is skipped     waybill plan pipeline.ts --event pullRequest --changed
        nightly is skipped  waybill plan pipeline.ts --event pullRequest

      On GitLab these block a merge request until a person starts them: approve

      May be required: Unit tests, approve, ci
      "
    `);
  });

  it("are missing where a pull request starts nothing", () => {
    const { checks } = checksOf({ ...graph, triggers: [{ ...everyRequest, targets: ["main"] }] });
    expect(checks.every(({ missing }) => missing.kind === "run")).toBe(true);
    const never = checksOf({ ...graph, triggers: [{ kind: "push", branches: ["main"], location }] });
    expect(never.notStarted.kind).toBe("run");
    expect(renderChecks(never, "pipeline.ts")).toContain("No check may be required");
  });
});

describe("the settings of a repository", () => {
  const checks = checksOf(graph);
  const ruleset = (...contexts: string[]) => ({
    name: "main",
    rules: [
      { type: "deletion" },
      {
        type: "required_status_checks",
        parameters: { required_status_checks: contexts.map((context) => ({ context })) },
      },
    ],
  });
  const problems = (json: unknown) => {
    const rules = readMergeRules(json);
    return rules && compareMergeRules(checks, rules);
  };

  it("fit where they require what is always reported and cannot pass by being skipped", () => {
    expect(problems(ruleset("ci", "Unit tests"))).toEqual([]);
    expect(problems({ required_status_checks: { contexts: ["ci"] } })).toEqual([]);
    expect(
      problems([{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "ci" }] } }]),
    ).toEqual([]);
  });

  it("are told where they hang a pull request, or pass untested", () => {
    expect(problems(ruleset("unit", "lint", "e2e", "flaky"))).toEqual([
      "`unit` is required, and no job of sample reports it: unless something else does, no pull request can be merged",
      "`lint` is required, and passes where its job is skipped by a condition",
      "`e2e` is required, and passes where `unit` fails, which is not required",
      "`flaky` is required, and its job may fail",
    ]);
    expect(problems(ruleset("e2e", "Unit tests"))).toEqual([]);
    expect(problems({ name: "main", rules: [] })).toEqual([
      "no check is required: `Unit tests`, `approve`, `ci` can be",
    ]);
  });

  it("of GitLab are compared too", () => {
    expect(problems({ only_allow_merge_if_pipeline_succeeds: true, allow_merge_on_skipped_pipeline: true })).toEqual([
      "`approve` waits for a person and blocks the pipeline: a merge request cannot be merged before somebody starts it",
      '"Skipped pipelines are considered successful" is on: a merge request whose commit says [skip ci] can be merged untested',
    ]);
    expect(problems({ only_allow_merge_if_pipeline_succeeds: false })).toHaveLength(1);
  });

  it.each([
    ["text", "x"],
    ["nothing", null],
    ["something else", { name: "x" }],
    ["an empty list", []],
  ])("are not read from %s", (_, json) => {
    expect(readMergeRules(json)).toBeUndefined();
  });
});
