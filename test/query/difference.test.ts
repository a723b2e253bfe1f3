import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { and, equal, evaluate, isEvent, not, or, RUN, textTest } from "../../compiler/expr/index.ts";
import type { Expr } from "../../compiler/expr/model.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { behaviorOf, difference, renderDifference } from "../../compiler/query/index.ts";
import { expectGolden } from "../golden/golden.ts";
import { build, gate, graphOf, script, ship, smoke, step } from "../graph/sample.ts";
import { condition, run } from "../property/conditions.ts";
import { drawnGraph } from "./drawn.ts";

vi.setConfig({ testTimeout: 600_000 });
const fork: Expr = { op: "flag", name: "fork" };
const onMain = and(isEvent("push"), equal(RUN.branch, "main"));
const login = (name: string) => ({
  username: { kind: "literal", value: "ci" } as const,
  password: { kind: "secret", name } as const,
});

const before = graphOf([
  script("unit", { steps: [step("npm ci"), step("npm test")] }),
  script("checks"),
  build("app", { when: not(fork), needs: [gate("unit")], login: login("REGISTRY_PASSWORD") }),
  smoke("smoke", "app"),
  ship("production", "app", ["smoke"], { when: onMain }),
]);

const after = graphOf([
  script("unit", {
    steps: [step("npm ci"), step("npm test", { when: not(equal(RUN.actor, "bot")) }), step("npm run e2e")],
    timeout: 900,
    image: { kind: "registry", reference: "node:22" },
  }),
  script("lint"),
  build("app", { needs: [gate("unit")], login: login("REGISTRY_PASSWORD"), permissions: { packages: "write" } }),
  smoke("smoke", "app", { env: { KEY: { kind: "secret", name: "SMOKE_KEY" } } }),
  ship("production", "app", ["smoke"], {
    when: or(onMain, and(isEvent("push"), textTest("startsWith", RUN.branch, "release/"))),
  }),
  script("extra", { when: equal(RUN.tag, "v1") }),
]);

const shown = (from: StageGraph, to: StageGraph, format: "text" | "markdown" = "text") =>
  renderDifference(difference(from, to), { file: "pipeline.ts", title: "main and the working tree", format });

describe("the difference of two pipelines", () => {
  it("reads well as text and as a comment", () => {
    expectGolden("plans/difference.txt", shown(before, after));
    expectGolden("plans/difference.md", shown(before, after, "markdown"));
  });

  it("knows a job by another name, with all that refers to it", () => {
    const renamed = JSON.parse(JSON.stringify(before).replaceAll('"unit"', '"tests"').replaceAll('"checks"', '"lint"'));
    const { jobs, gaveUp } = difference(before, renamed as StageGraph);
    expect(gaveUp).toEqual([]);
    expect(jobs.map(({ job, was, facets }) => [job, was, facets])).toEqual([
      ["tests", "unit", []],
      ["lint", "checks", []],
    ]);
  });

  it("says that nothing changes where conditions are only written otherwise", () => {
    const rewritten = graphOf(
      before.jobs.map((job) =>
        job.id === "production" ? { ...job, when: and(equal(RUN.branch, "main"), onMain) } : job,
      ),
    );
    expect(difference(before, rewritten)).toEqual({ pipeline: [], jobs: [], gaveUp: [] });
    expect(shown(before, rewritten)).toContain("Nothing changes: proved for all events.");
  });

  it("tells of every field of a job", () => {
    const unit = script("unit");
    const changes = {
      services: [{ name: "db", image: unit.image, env: {}, ports: [], location: unit.location }],
      retry: 1,
      allowFailure: { exitCodes: [] },
      shell: "bash" as const,
      outputs: ["version"],
      workingDirectory: "web",
    };
    const { jobs } = difference(graphOf([unit]), graphOf([{ ...unit, ...changes }]));
    expect(jobs[0]?.facets.map(({ what }) => what).toSorted()).toEqual(
      ["services", "retry", "allowed failure", "shell", "outputs", "working directory"].toSorted(),
    );
  });
});

it("misses no drawn event on which a job behaves otherwise", () => {
  const when = condition({ outputs: false, changed: true, edges: true });
  fc.assert(
    fc.property(
      drawnGraph,
      fc.nat(),
      when,
      fc.array(run, { minLength: 20, maxLength: 20 }),
      (graph, pick, other, runs) => {
        const at = pick % graph.jobs.length;
        const changed = {
          ...graph,
          jobs: graph.jobs.map((job, place) => (place === at ? { ...job, when: other } : job)),
        };
        const { jobs, gaveUp } = difference(graph, changed);
        const [was, is] = [behaviorOf(graph), behaviorOf(changed)];
        for (const facts of runs) {
          for (const { id } of graph.jobs) {
            const [ran, runsNow] = [was, is].map(({ starts, byId }) =>
              evaluate(and(starts, byId.get(id)!.runs), facts),
            );
            const said = jobs.find(({ job }) => job === id);
            const isOpen = gaveUp.some((one) => one.includes(` ${id} `));
            if (ran !== runsNow && !isOpen) expect(runsNow ? said?.gained : said?.lost).toBeDefined();
          }
        }
      },
    ),
    { numRuns: Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000) / 10 },
  );
});
