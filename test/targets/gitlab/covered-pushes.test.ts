import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { and, changed, equal, isEvent, isSet, not, or, RUN, textTest } from "../../../compiler/expr/index.ts";
import { ALWAYS, type Expr, NEVER } from "../../../compiler/expr/model.ts";
import type { Job, StageGraph } from "../../../compiler/graph/model/index.ts";
import { coveredPushes } from "../../../compiler/targets/gitlab/covered-pushes.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { after, graph, pullRequest, push, script, sh } from "../graphs.ts";

const BOTH = { triggers: [push(), pullRequest()] };
const main = equal(RUN.branch, "main");
const fork: Expr = { op: "flag", name: "fork" };

const covered = (jobs: readonly Job[], more: Partial<StageGraph> = {}) =>
  coveredPushes(graph(jobs, { ...BOTH, ...more }));

/** Rules of the emitted workflow that keep a pipeline from starting. */
function dropped(jobs: readonly Job[], more: Partial<StageGraph> = {}): readonly string[] {
  const { files } = gitlab.emit(graph(jobs, { ...BOTH, ...more }));
  const { workflow } = parse(files[0]?.text ?? "") as {
    readonly workflow: { readonly rules: readonly { readonly if: string; readonly when?: string }[] };
  };
  return workflow.rules.flatMap((rule) => (rule.when === "never" ? [rule.if] : []));
}

describe("a push to a branch with an open merge request", () => {
  it("starts nothing where the merge request's pipeline has every job", () => {
    expect(dropped([script("unit")])).toEqual([
      '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH != null && $CI_COMMIT_BRANCH != "" && $CI_OPEN_MERGE_REQUESTS != null && $CI_OPEN_MERGE_REQUESTS != "" && $CI_COMMIT_REF_PROTECTED != "true"',
    ]);
  });

  it("starts the pipeline on the branches of a job that only pushes have", () => {
    const deploy = script("deploy", { when: and(isEvent("push"), main) });
    expect(dropped([script("unit"), deploy])[0]).toMatch(/ && \$CI_COMMIT_BRANCH != "main"$/);
    const preview = script("preview", { when: and(isEvent("push"), not(main)) });
    expect(dropped([script("unit"), preview])[0]).toMatch(/ && \$CI_COMMIT_BRANCH == "main"$/);
    expect(dropped([script("unit"), script("all", { when: isEvent("push") })])).toEqual([]);
  });

  it("starts nothing where the same is asked of the source branch", () => {
    const fix = (variable: typeof RUN.branch | typeof RUN.sourceBranch) => textTest("startsWith", variable, "fix/");
    const when = or(and(isEvent("push"), fix(RUN.branch)), and(isEvent("pullRequest"), fix(RUN.sourceBranch)));
    expect(covered([script("fixes", { when })])).toEqual(covered([script("unit")]));
  });

  it.each([
    ["changed files", script("a", { when: changed("src/**") })],
    ["a label", script("a", { when: or(isEvent("push"), { op: "label", name: "full" }) })],
    ["the target branch", script("a", { when: or(isEvent("push"), equal(RUN.targetBranch, "main")) })],
    ["what GitLab alone knows", script("a", { when: equal({ kind: "gitlab", name: "CI_PIPELINE_NAME" }, "x") })],
    ["the condition of a step", script("a", { steps: [sh("make", { when: isEvent("push") })] })],
    ["the name of the branch", script("a", { env: { BRANCH: { kind: "run", name: "branch" } } })],
    [
      "keys of the author's own",
      script("a", { native: { gitlab: { rules: [{ if: '$CI_PIPELINE_SOURCE == "push"' }] } } }),
    ],
  ])("starts the pipeline where a job depends on %s", (_, job) => {
    expect(covered([script("unit"), job])).toEqual(NEVER);
  });

  it("counts what a need asks", () => {
    const first = script("first", { when: isEvent("push") });
    const second = script("second", { needs: [{ ...after("first"), gate: true }] });
    expect(covered([first, second])).toEqual(NEVER);
  });

  it("starts the pipeline where a merge request into another branch starts none", () => {
    const targets = { triggers: [push(), pullRequest({ targets: ["main"] })] };
    expect(covered([script("unit")], targets)).toEqual(NEVER);
    expect(covered([script("unit")], { triggers: [push(), pullRequest({ paths: ["src/**"] })] })).toEqual(NEVER);
  });

  it("leaves a fork's merge request to the fork", () => {
    expect(covered([script("push", { when: not(fork) })])).toEqual(covered([script("unit")]));
  });

  it("is no question where no merge request starts anything, or no push of a branch", () => {
    expect(covered([script("unit")], { triggers: [push()] })).toEqual(NEVER);
    expect(covered([script("unit", { when: ALWAYS })], { triggers: [pullRequest()] })).toEqual(NEVER);
    expect(covered([script("unit", { when: isSet(RUN.tag) })])).toEqual(covered([script("unit")]));
  });
});
