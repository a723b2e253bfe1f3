import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { changed, isEvent } from "../../../compiler/expr/index.ts";
import type { StageGraph, Trigger } from "../../../compiler/graph/model/index.ts";
import { eventOf } from "../../../compiler/graph/trigger-condition.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { isOfCommit } from "../../../compiler/targets/gitlab/project-triggers.ts";
import type { Emission } from "../../../compiler/targets/target.ts";
import { validateGitLab } from "../../conformance/targets.ts";
import { listGitLab } from "../../conformance/targets-gitlab-ci-local.ts";
import { isIncluded, type Pipeline, pipelineOf } from "../../expr/gitlab-evaluator/pipeline.ts";
import { run } from "../../property/conditions.ts";
import { at, gate, graph, pullRequest, push, script } from "../graphs.ts";
import { graphs } from "../random.ts";

interface Rule {
  readonly if?: string;
  readonly changes?: readonly string[];
  readonly when?: string;
}

interface File {
  readonly workflow: { readonly rules: readonly Rule[] };
  readonly variables: Readonly<Record<string, unknown>>;
  readonly stages: readonly string[];
  readonly [job: string]: unknown;
}

const together = (...project: readonly StageGraph[]): Emission => gitlab.emitTogether!(project);
const read = ({ files }: Emission) => parse(files[0]?.text ?? "", { version: "1.1" }) as File;

/** The jobs that GitLab makes of a file for a run: none, where it starts no pipeline. */
function jobsOf({ workflow, stages: _s, variables: _v, ...jobs }: File, pipeline: Pipeline): readonly string[] {
  const holds = (rules: readonly Rule[]) =>
    isIncluded(
      rules.map(({ when, ...rest }) => ({ ...rest, run: when !== "never" })),
      pipeline,
    );
  if (!holds(workflow.rules)) return [];
  // Without rules a job is part of every pipeline but that of a merge request.
  return Object.entries(jobs as Record<string, { readonly rules?: readonly Rule[] }>).flatMap(([name, { rules }]) =>
    (rules ? holds(rules) : pipeline.variables.CI_PIPELINE_SOURCE !== "merge_request_event") ? [name] : [],
  );
}

const byHand: Trigger = {
  kind: "manual",
  inputs: { level: { type: "choice", options: ["info", "debug"], default: "info" } },
  location: at(),
};
const triggers: fc.Arbitrary<readonly Trigger[]> = fc.subarray<Trigger>(
  [
    push(),
    push({ branches: ["main", "release/*"] }),
    push({ tags: ["v*"] }),
    pullRequest(),
    pullRequest({ targets: ["main"] }),
    { kind: "event", event: "mergeQueue", location: at() },
    { kind: "event", event: "dispatch", location: at() },
    { kind: "schedule", cron: "0 3 * * *", location: at() },
    byHand,
    { kind: "call", inputs: { users: { type: "number" } }, location: at() },
  ],
  { minLength: 1, maxLength: 4 },
);
const project = fc
  .array(fc.tuple(graphs, triggers), { minLength: 2, maxLength: 3 })
  .map((all) => all.map(([one, on], index): StageGraph => ({ ...one, name: `p ${index}/x`, triggers: on })));

const environment = fc.record({
  CI_OPEN_MERGE_REQUESTS: fc.constantFrom("", "group/app!1"),
  CI_COMMIT_REF_PROTECTED: fc.constantFrom("true", "false"),
  INPUT_LEVEL: fc.constantFrom("info", "debug", "other"),
  INPUT_USERS: fc.constantFrom("3", "three"),
});

describe("several pipelines in GitLab's one file", { timeout: 240_000 }, () => {
  it("have the jobs that each would have had alone", async () => {
    await fc.assert(
      fc.asyncProperty(project, run, environment, fc.nat(), async (all, facts, variables, pick) => {
        const emission = together(...all);
        expect(emission.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
        const named = isOfCommit(facts.event) ? undefined : all[pick % all.length]!;
        const base = pipelineOf(facts, { isNew: pick % 2 === 0, merged: false });
        const alone: Pipeline = { ...base, variables: { ...base.variables, ...variables } };
        const choice = { WAYBILL_PIPELINE: named?.name ?? "" };
        const expected = all
          .filter((one) => (named ? one === named : true))
          .flatMap((one) => jobsOf(read(gitlab.emit(one)), alone).map((job) => `${one.name}:${job}`));
        // Who is the only one that an event starts is not asked for.
        const only = all.filter((one) => one.triggers.some((trigger) => eventOf(trigger) === facts.event));
        if (named && only.length === 1 && only[0] !== named) return;
        const file = read(emission);
        expect(jobsOf(file, { ...alone, variables: { ...alone.variables, ...choice } }).toSorted()).toEqual(
          expected.toSorted(),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("are a file that GitLab's schema accepts, with the jobs that gitlab-ci-local reads", async () => {
    await fc.assert(
      fc.asyncProperty(project, async (all) => {
        const text = together(...all).files[0]?.text ?? "";
        expect(await validateGitLab(text)).toEqual([]);
        const expected: unknown[] = [];
        for (const one of all) {
          const name = (own: string) => `${one.name}:${own}`;
          const jobs = await listGitLab(gitlab.emit(one).files[0]?.text ?? "");
          expected.push(
            ...jobs.map((job) => [name(job.name), name(job.stage), job.needs.map((need) => name(need.job))]),
          );
        }
        const jobs = await listGitLab(text);
        expect(jobs.map((job) => [job.name, job.stage, job.needs.map((need) => need.job)])).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  const lint = graph([script("unit"), script("lint", { needs: [gate("unit")] })], { name: "lint" });
  const nightly = graph([script("unit")], {
    name: "nightly",
    triggers: [{ kind: "schedule", cron: "0 3 * * *", location: at() }, byHand],
  });

  it("may not make names that are longer than GitLab takes", () => {
    const long = script("x".repeat(150));
    const named = (length: number) => together(graph([long], { name: "n".repeat(length) }), lint).diagnostics;
    expect(named(97)).toEqual([]);
    expect(named(98)).toMatchObject([
      {
        code: "WB2330",
        at: long.location,
        message: `the name of \`${long.id}\` has 256 characters on GitLab, which allows 255`,
      },
    ]);
  });

  it("say which one is meant by hand, and on a schedule, where there are two of them", () => {
    expect(read(together(lint, nightly)).variables).not.toHaveProperty("WAYBILL_PIPELINE");
    const weekly: StageGraph = { ...nightly, name: "weekly", source: "weekly.ts" };
    const { files, diagnostics } = together(nightly, weekly);
    expect(read({ files, diagnostics }).variables).toEqual({
      WAYBILL_PIPELINE: { description: "The pipeline to run", value: "", options: ["", "nightly", "weekly"] },
      INPUT_LEVEL: { description: "level", value: "info", options: ["info", "debug"] },
    });
    expect(files[0]?.text).toContain("Needed there, in UTC: 0 3 * * * with WAYBILL_PIPELINE = weekly");
    expect(diagnostics.map(({ remedy }) => remedy)).toContain(
      "add a schedule under Build > Pipeline schedules, with the time zone UTC and the variable WAYBILL_PIPELINE = weekly",
    );
  });

  it("cannot share a name, nor differ in an input", () => {
    const other = { ...byHand, inputs: { level: { type: "string" } } } as const;
    expect(together(nightly, { ...nightly, triggers: [other] }).diagnostics).toMatchObject([
      { code: "WB3120", message: "two pipelines of this project are named `nightly`" },
      {
        code: "WB3121",
        message: "the input `level` of the pipelines `nightly` and `nightly` differs in its type, default or options",
        remedy: "declare it once, as a constant that both use, or rename one of them",
      },
      { code: "WB3010" },
    ]);
  });

  it("cannot put their child pipelines into one file", () => {
    const list = script("list", { outputs: ["all"] });
    const each = script("each", {
      needs: [gate("list")],
      dynamic: { from: { job: "list", name: "all" }, failFast: false },
    });
    const [one, other] = ["a b", "A-b"].map((name) => graph([list, each], { name }));
    expect(together(one!, other!).diagnostics).toMatchObject([
      { code: "WB3092", message: "the pipelines `a b` and `A-b` would both be written to `.gitlab/A-b-each.yml`" },
    ]);
    expect(together(one!, { ...other!, name: "c" }).diagnostics).toEqual([]);
  });

  it("are refused where a job's files and its pipeline's own have both to be looked at", () => {
    const source = graph([script("unit", { when: changed("src/**") })], { triggers: [push({ paths: ["app/**"] })] });
    expect(gitlab.emit(source).diagnostics).toEqual([]);
    expect(together(source, nightly).diagnostics.map(({ code }) => code)).toContain("WB3003");
    const scheduled = graph([script("unit", { when: isEvent("push") })], { triggers: [push({ paths: ["app/**"] })] });
    expect(together(scheduled, nightly).diagnostics.map(({ code }) => code)).toEqual(["WB3010"]);
  });
});
