import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { and, equal, isEvent, isSet, RUN } from "../../../compiler/expr/index.ts";
import type { Job, StageGraph } from "../../../compiler/graph/model/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { after as following, gate, graph, script } from "../graphs.ts";

type Workflow = {
  readonly env?: object;
  readonly jobs: Record<string, { readonly if?: string; readonly env?: object }>;
};

const emitted = (jobs: readonly Job[], more: Partial<StageGraph> = {}): Workflow =>
  parse(github.emit(graph(jobs, more)).files[0]?.text ?? "") as Workflow;

describe("GitHub's own rule, that a job is skipped with those before it,", () => {
  const when = isEvent("push");

  it("stands alone where the conditions of the jobs before say it all", () => {
    const { jobs } = emitted([script("a", { when }), script("b", { when, needs: [following("a")] })]);
    expect(jobs.a?.if).toBe("${{ github.event_name == 'push' }}");
    expect(jobs.b?.if).toBeUndefined();
  });

  it("stands beside a job's own condition where that holds only if theirs do", () => {
    const both = and(when, isSet(RUN.tag));
    const { jobs } = emitted([script("a", { when }), script("b", { when: both, needs: [following("a")] })]);
    expect(jobs.b?.if).toBe("${{ github.event_name == 'push' && startsWith(github.ref, 'refs/tags/') }}");
    const free = emitted([script("a"), script("b", { when, needs: [gate("a")] })]);
    expect(free.jobs.b?.if).toBe("${{ github.event_name == 'push' }}");
  });

  it("is said more exactly where a job before may be skipped, and where a first step decides", () => {
    const skipped = emitted([script("a", { when }), script("b", { needs: [following("a")] })]);
    expect(skipped.jobs.b?.if).toContain("needs.a.result == 'skipped'");
    const main = equal(RUN.branch, "main");
    const guarded = emitted([script("a"), script("b", { when: main, needs: [following("a")] })]);
    expect(guarded.jobs.b?.if).toContain("!cancelled()");
  });
});

describe("variables of all jobs", () => {
  const literal = (value: string) => ({ kind: "literal", value }) as const;

  it("stand once at the top of the file, and those that differ with their jobs", () => {
    const shared = { TZ: literal("UTC"), LANG: literal("C") };
    const { env, jobs } = emitted([
      script("a", { env: { ...shared, A: literal("1") } }),
      script("b", { env: { ...shared, LANG: literal("de") } }),
    ]);
    expect(env).toEqual({ TZ: "UTC" });
    expect(jobs.a?.env).toEqual({ LANG: "C", A: "1" });
    expect(jobs.b?.env).toEqual({ LANG: "de" });
  });

  it("stay with a job that is alone", () => {
    const { env, jobs } = emitted([script("a", { env: { TZ: literal("UTC") } })]);
    expect(env).toBeUndefined();
    expect(jobs.a?.env).toEqual({ TZ: "UTC" });
  });
});
