import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import { and, equal, isEvent, not, or, RUN } from "../../../compiler/expr/index.ts";
import { ALWAYS, type Expr } from "../../../compiler/expr/model.ts";
import { outputsIn } from "../../../compiler/expr/outputs.ts";
import type { Need, ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { schedule } from "../../../runtime/scheduler/index.ts";
import { isIncluded, pipelineOf } from "../../expr/gitlab-evaluator/pipeline.ts";
import { after as following, gate, graph, script, sh } from "../graphs.ts";

/** How each job of a drawn pipeline goes when it runs. */
interface Course {
  readonly version: "1" | "2";
  readonly fails: boolean;
}

const RUN_FACTS: ConditionFacts = {
  ...{ event: "push", branch: "main", sha: "a1".repeat(20), actor: "someone" },
  ...{ vars: {}, changedFiles: [] },
};

const output = (job: string) => ({ kind: "output", job, name: "version" }) as const;
const onMain: Expr = { op: "matches", variable: RUN.branch, pattern: "^[lm]ain", flags: "" };

/** Conditions of a job, on outputs of the jobs before it among others. */
function conditions(index: number): fc.Arbitrary<Expr> {
  const known = fc.constantFrom<Expr>(ALWAYS, ALWAYS, isEvent("push"), isEvent("manual"), onMain, not(onMain));
  if (index === 0) return known;
  const asked = fc
    .tuple(fc.nat(index - 1), fc.constantFrom("1", "2"), fc.boolean())
    .map(([job, value, holds]) => (holds ? equal(output(`j${job}`), value) : not(equal(output(`j${job}`), value))));
  const mixed = fc.tuple(known, asked, fc.boolean()).map(([a, b, both]) => (both ? and(a, b) : or(not(a), b)));
  return fc.oneof(known, asked, mixed);
}

const pipeline = fc.integer({ min: 3, max: 6 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        when: conditions(index),
        needs: fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: index && 2 }),
        version: fc.constantFrom("1" as const, "2" as const),
        fails: fc.constantFrom(false, false, false, true),
      }),
    ),
    fc.boolean(),
  ),
);

type Drawn = typeof pipeline extends fc.Arbitrary<infer T> ? T : never;

function drawn(value: Drawn): { readonly source: StageGraph; readonly courses: ReadonlyMap<string, Course> } {
  const shapes = value.slice(0, -1) as readonly Exclude<Drawn[number], boolean>[];
  const jobs = shapes.map(({ when, needs, version, fails }, index): ScriptJob => {
    const own = new Map<string, Need>();
    for (const [back, isGate] of needs) {
      const job = `j${Math.max(0, index - 1 - back)}`;
      own.set(job, { ...gate(job), gate: isGate });
    }
    for (const job of outputsIn(when)) own.set(job, gate(job));
    const steps = [sh(fails ? "exit 1" : `: > ran; echo version=${version} >> "$WAYBILL_OUTPUT"`)];
    return script(`j${index}`, { when, needs: [...own.values()], outputs: ["version"], steps });
  });
  const needs = jobs.map(({ id }) => ({ ...gate(id), gate: false }));
  const last = script("last", { finally: true, needs, steps: [sh(": > ran")] });
  return {
    source: graph(value.at(-1) ? [...jobs, last] : jobs),
    courses: new Map(shapes.map(({ version, fails }, index) => [`j${index}`, { version, fails }])),
  };
}

/** The jobs that succeed locally: the runtime's own scheduler decides. */
async function locally({ source, courses }: ReturnType<typeof drawn>): Promise<readonly string[]> {
  const succeeded = new Set<string>();
  await schedule({
    ...{ jobs: source.jobs, facts: RUN_FACTS, concurrency: 2, signal: new AbortController().signal },
    approved: new Set<string>(),
    started: () => {},
    finished: () => {},
    work: {
      prepare: () => {},
      run: async ({ id }) => {
        const { version = "", fails = false } = courses.get(id) ?? {};
        if (fails) return { failure: { kind: "exit", step: 1, exitCode: 1 } };
        succeeded.add(id);
        return { outputs: { version } };
      },
    },
  });
  return [...succeeded].sort();
}

interface FileJob {
  readonly rules: readonly { readonly if?: string; readonly when?: string }[];
  readonly needs: readonly { readonly job: string; readonly artifacts: boolean; readonly optional?: boolean }[];
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[] };
}

type Kept = ReadonlyMap<string, string>;

/** The jobs that do something when the emitted file is run by its rules, its needs and a real shell. */
function onGitLab(source: StageGraph, folder: string): readonly string[] {
  const { files, diagnostics } = gitlab.emit(source);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const {
    workflow: _,
    stages: __,
    variables: ___,
    ...all
  } = parse(files[0]!.text, { version: "1.1" }) as object & {
    readonly [job: string]: FileJob;
  } & { readonly workflow: unknown; readonly stages: unknown; readonly variables: unknown };
  const pipeline = pipelineOf(RUN_FACTS, { isNew: false, merged: false });
  const asRules = ({ rules }: FileJob) => rules.map(({ when, ...rest }) => ({ ...rest, run: when !== "never" }));
  const waiting = new Map(Object.entries(all).filter(([, job]) => isIncluded(asRules(job), pipeline)));
  const there = new Set(waiting.keys());
  const ended = new Map<string, Kept | undefined>();
  const ran: string[] = [];
  while (waiting.size > 0) {
    for (const [id, job] of waiting) {
      const needs = job.needs.filter((need) => there.has(need.job));
      expect(job.needs.every((need) => need.optional || there.has(need.job))).toBe(true);
      if (!needs.every((need) => ended.has(need.job))) continue;
      waiting.delete(id);
      const always = job.rules.some(({ when }) => when === "always");
      if (!always && needs.some((need) => !ended.get(need.job))) {
        ended.set(id, undefined);
        continue;
      }
      const given = needs.flatMap((need) => (need.artifacts ? [...(ended.get(need.job) ?? [])] : []));
      const { kept, has } = runScript(job, { folder, given, variables: pipeline.variables });
      ended.set(id, kept);
      if (has("ran")) ran.push(id);
    }
  }
  return ran.sort();
}

function runScript(
  job: FileJob,
  { folder, given, variables }: { folder: string; given: Iterable<readonly [string, string]>; variables: object },
): { readonly kept: Kept | undefined; readonly has: (path: string) => boolean } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of given) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const has = (path: string) => existsSync(join(folder, path));
  const env = { PATH: process.env.PATH, CI_PIPELINE_ID: "7", ...variables };
  try {
    const input = job.script.join("\n").replaceAll("/tmp/waybill-output", join(folder, "output"));
    execFileSync("sh", ["-es"], { cwd: folder, env, input, stdio: ["pipe", "ignore", "ignore"] });
  } catch {
    return { kept: undefined, has };
  }
  const paths = (job.artifacts?.paths ?? []).filter(has);
  return { kept: new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")])), has };
}

describe("GitLab and the runtime", { timeout: 600_000 }, () => {
  it("stop what comes after a job that was stopped by what it needs", async () => {
    const set = (id: string, more: Partial<ScriptJob>) =>
      script(id, { outputs: ["version"], steps: [sh(': > ran; echo version=1 >> "$WAYBILL_OUTPUT"')], ...more });
    const source = graph([
      set("j0", {}),
      set("j1", { when: equal(output("j0"), "2"), needs: [gate("j0")] }),
      set("j2", { needs: [gate("j1")] }),
      set("j3", { needs: [following("j2")] }),
      set("j4", { needs: [following("j1")] }),
    ]);
    const courses = new Map(source.jobs.map(({ id }) => [id, { version: "1", fails: false }] as const));
    const folder = mkdtempSync(join(tmpdir(), "waybill-outcomes-"));
    try {
      expect(await locally({ source, courses })).toEqual(["j0", "j4"]);
      expect(onGitLab(source, folder)).toEqual(["j0", "j4"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("run the same jobs of drawn pipelines whose conditions read outputs", async () => {
    const parent = mkdtempSync(join(tmpdir(), "waybill-outcomes-"));
    let late = 0;
    try {
      await fc.assert(
        fc.asyncProperty(pipeline, async (value) => {
          const one = drawn(value);
          if (one.source.jobs.some(({ when }) => outputsIn(when).length > 0)) late++;
          expect(onGitLab(one.source, join(parent, "job"))).toEqual(await locally(one));
        }),
        { numRuns: 200 },
      );
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
    expect(late).toBeGreaterThan(50);
  });
});
