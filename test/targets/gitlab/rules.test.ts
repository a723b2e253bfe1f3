import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import type { GitLabRule } from "../../../compiler/targets/gitlab/conditions/print.ts";
import { and, equal, evaluate, isEvent, RUN } from "../../../compiler/expr/index.ts";
import type { CallTrigger, Trigger } from "../../../compiler/graph/model/index.ts";
import { presence } from "../../../compiler/graph/presence.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { isIncluded, pipelineOf } from "../../expr/gitlab-evaluator/pipeline.ts";
import { run } from "../../property/conditions.ts";
import { triggered } from "../examples.ts";
import { at, graph, pullRequest, push as pushTrigger, script } from "../graphs.ts";
import { graphs } from "../random.ts";

interface Rule {
  readonly if?: string;
  readonly changes?: readonly string[];
  readonly when?: string;
}

interface FileJob {
  readonly rules: readonly Rule[];
  readonly needs: readonly { readonly job: string; readonly optional?: boolean }[];
}

interface File {
  readonly workflow: { readonly rules: readonly Rule[] };
  readonly stages: readonly string[];
  readonly variables: object;
  readonly [job: string]: unknown;
}

const read = (text: string) => parse(text, { version: "1.1" }) as File;

const jobsIn = ({ workflow: _w, stages: _s, variables: _v, ...jobs }: File) =>
  Object.entries(jobs) as unknown as readonly (readonly [string, FileJob])[];

const asRules = (rules: readonly Rule[]): readonly GitLabRule[] =>
  rules.map(({ when, ...rest }) => ({ ...rest, run: when !== "never" }));

const push: ConditionFacts = {
  event: "push",
  sha: "a1".repeat(20),
  actor: "someone",
  branch: "main",
  vars: {},
  changedFiles: [],
};

// The evaluator is strict: it refuses a variable that stands alone, `!`, and more than 99 tokens.
/** What variables hold when nobody gives them anything. */
const asDefaults = (declared: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(declared as Record<string, string | { value: string }>).map(([name, one]) => [
      name,
      typeof one === "string" ? one : one.value,
    ]),
  );

describe("GitLab makes the pipelines that the graph means", { timeout: 240_000 }, () => {
  it("for random graphs and runs: each job that is part of the run, and no need is missing", () => {
    fc.assert(
      fc.property(graphs, run, fc.boolean(), (graph, facts, isNew) => {
        // A merge train runs the pipelines of merge requests, unless the pipeline says otherwise.
        fc.pre(facts.event !== "mergeQueue");
        const file = read(gitlab.emit(graph).files[0]?.text ?? "");
        const pipeline = pipelineOf(facts, { isNew, merged: false });
        const seen = isNew && facts.event === "push" ? { ...facts, changedFiles: [] } : facts;
        const starts = graph.triggers.some(({ kind }) => kind === facts.event);
        expect(isIncluded(asRules(file.workflow.rules), pipeline)).toBe(starts);
        if (!starts) return;
        const jobs = jobsIn(file);
        const there = new Set(jobs.flatMap(([id, job]) => (isIncluded(asRules(job.rules), pipeline) ? [id] : [])));
        const expected = [...presence(graph)].flatMap(([id, condition]) => (evaluate(condition, seen) ? [id] : []));
        // What the emitter adds, as for the status that a final job is told, is no job of the graph.
        const made = new Set(graph.jobs.map(({ id }) => id));
        expect([...there].filter((id) => made.has(id)).sort()).toEqual(expected.sort());
        for (const [id, job] of jobs) {
          if (!there.has(id)) continue;
          for (const need of job.needs) expect(need.optional === true || there.has(need.job)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("and no second one for the push of a branch that has a merge request, unless it is protected", () => {
    const main = script("main", { when: and(isEvent("push"), equal(RUN.branch, "main")) });
    const file = gitlab.emit(graph([script("unit"), main], { triggers: [pushTrigger(), pullRequest()] })).files[0];
    const { workflow } = read(file?.text ?? "");
    const starts = (branch: string, more: Readonly<Record<string, string>>) => {
      const { variables, changed } = pipelineOf({ ...push, branch }, { isNew: false, merged: false });
      return isIncluded(asRules(workflow.rules), { variables: { ...variables, ...more }, changed });
    };
    expect(starts("fix", {})).toBe(true);
    expect(starts("fix", { CI_OPEN_MERGE_REQUESTS: "" })).toBe(true);
    expect(starts("fix", { CI_OPEN_MERGE_REQUESTS: "group/app!1" })).toBe(false);
    expect(starts("fix", { CI_OPEN_MERGE_REQUESTS: "group/app!1", CI_COMMIT_REF_PROTECTED: "true" })).toBe(true);
    // What is deployed from there waits for a push.
    expect(starts("main", { CI_OPEN_MERGE_REQUESTS: "group/app!1" })).toBe(true);
  });

  it("no push is left out that has a job which a merge request of its branch lacks", () => {
    let left = 0;
    fc.assert(
      fc.property(graphs, run, run, (graph, any, other) => {
        const branch = any.branch ?? any.pullRequest?.sourceBranch ?? "fix";
        const pushed: ConditionFacts = { ...any, event: "push", branch, tag: undefined, pullRequest: undefined };
        const file = read(gitlab.emit(graph).files[0]?.text ?? "");
        const { variables, changed } = pipelineOf({ ...pushed, protected: false }, { isNew: false, merged: false });
        const open = { ...variables, CI_OPEN_MERGE_REQUESTS: "group/app!1" };
        if (isIncluded(asRules(file.workflow.rules), { variables: open, changed })) return;
        if (!graph.triggers.some(({ kind }) => kind === "push")) return;
        left += 1;
        const { sha, actor, vars, repository, defaultBranch, commit } = pushed;
        const shared = { sha, actor, vars, repository, defaultBranch, commit };
        const pullRequest = { targetBranch: "main", ...other.pullRequest, sourceBranch: branch, fork: false };
        const ref = { event: "pullRequest", branch: undefined, tag: undefined } as const;
        const request: ConditionFacts = { ...other, ...shared, ...ref, pullRequest };
        expect(graph.triggers.some(({ kind }) => kind === "pullRequest")).toBe(true);
        for (const condition of presence(graph).values()) {
          if (evaluate(condition, { ...pushed, protected: false })) expect(evaluate(condition, request)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(left).toBeGreaterThan(0);
  });

  it("none by hand with an input that is no number", () => {
    const { workflow, variables: declared } = read(gitlab.emit(triggered()).files[0]?.text ?? "");
    const { variables, changed } = pipelineOf({ ...push, event: "manual" }, { isNew: false, merged: false });
    const starts = (given: Readonly<Record<string, string>>) =>
      isIncluded(asRules(workflow.rules), { variables: { ...variables, ...asDefaults(declared), ...given }, changed });
    expect(starts({})).toBe(false);
    for (const number of ["0", "-2", "0.5"]) expect(starts({ INPUT_USERS: number, INPUT_LIMIT: number })).toBe(true);
    for (const text of ["x", "007", "1e3", "1.50", "1\n2"]) {
      expect(starts({ INPUT_USERS: text, INPUT_LIMIT: "1" })).toBe(false);
      expect(starts({ INPUT_LIMIT: text })).toBe(false);
    }
    expect(starts({ INPUT_LIMIT: "1" })).toBe(true);
    expect(starts({ INPUT_USERS: "", INPUT_LIMIT: "1" })).toBe(false);
    expect(starts({ INPUT_LIMIT: "" })).toBe(false);
  });

  it("only for what the triggers name", () => {
    const { workflow, variables: declared } = read(gitlab.emit(triggered()).files[0]?.text ?? "");
    const starts = (facts: Partial<ConditionFacts>) => {
      const { variables, changed } = pipelineOf({ ...push, ...facts }, { isNew: false, merged: false });
      const given = { ...asDefaults(declared), INPUT_LIMIT: "1" };
      return isIncluded(asRules(workflow.rules), { variables: { ...given, ...variables }, changed });
    };
    const changedFiles = ["src/a.ts"];
    expect(starts({ changedFiles })).toBe(true);
    expect(starts({ branch: "release/1", changedFiles })).toBe(true);
    expect(starts({ branch: "topic", changedFiles })).toBe(false);
    expect(starts({ branch: "release/1" })).toBe(false);
    expect(starts({ branch: undefined, tag: "v1" })).toBe(true);
    expect(starts({ branch: undefined, tag: "w1" })).toBe(false);
    for (const event of ["schedule", "manual"] as const) expect(starts({ event })).toBe(true);
    expect(starts({ event: "call" })).toBe(false);
  });

  const inputs: CallTrigger["inputs"] = { users: { type: "number" }, dry: { type: "boolean", default: "false" } };
  const triggers: readonly Trigger[] = [
    { kind: "call", location: at(), inputs },
    {
      kind: "manual",
      location: at(),
      inputs: {
        dry: { type: "boolean", default: "false" },
        level: { type: "choice", options: ["a.b", "c d"], default: "a.b" },
      },
    },
  ];

  it.each([
    ["manual", {}, true],
    ["manual", { INPUT_LEVEL: "c d", INPUT_DRY: "true" }, true],
    ["manual", { INPUT_LEVEL: "axb" }, false],
    ["manual", { INPUT_LEVEL: "" }, false],
    ["manual", { INPUT_DRY: "yes" }, false],
    ["call", { INPUT_USERS: "3" }, true],
    ["call", {}, false],
    ["call", { INPUT_USERS: "three" }, false],
    ["call", { INPUT_USERS: "3", INPUT_DRY: "" }, false],
    ["call", { INPUT_USERS: "3", INPUT_LEVEL: "anything" }, true],
  ] as const)("held to the values of their inputs: %s with %o", (event, given, starts) => {
    const { workflow, variables: declared } = read(
      gitlab.emit(graph([script("a")], { triggers })).files[0]?.text ?? "",
    );
    for (const actor of ["a", "ab"]) {
      const { variables, changed } = pipelineOf({ ...push, event, actor }, { isNew: false, merged: false });
      const all = { ...variables, ...asDefaults(declared), ...given };
      expect(isIncluded(asRules(workflow.rules), { variables: all, changed })).toBe(starts);
    }
  });
});
