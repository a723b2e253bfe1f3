import { expect, it } from "vitest";
import { diagnostic } from "../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { adviceFor, criticalPath } from "../../compiler/query/index.ts";
import { after, artifactsOf, graphOf, script } from "../graph/sample.ts";

const check = () => [];
const durations = new Map([
  ["lint", 60],
  ["unit", 30],
  ["app", 40],
  ["pack", 10],
]);
const graph = graphOf([
  script("lint"),
  script("unit"),
  script("app", { needs: [after("lint"), after("unit")] }),
  script("pack", { needs: [artifactsOf("app")] }),
]);

it("is the longest way through the graph", () => {
  expect(criticalPath(graph, durations)).toEqual({ jobs: ["lint", "app", "pack"], length: 110 });
  expect(criticalPath(graphOf([script("lint")]), new Map())).toEqual({ jobs: ["lint"], length: 0 });
});

it("gets shorter without a need that nothing rests on", () => {
  expect(adviceFor(graph, durations, { least: 1, check })).toEqual([{ job: "app", need: "lint", gain: 30 }]);
  expect(adviceFor(graph, durations, { least: 31, check })).toEqual([]);
});

it("keeps needs that a check asks for", () => {
  const checked = (one: StageGraph) =>
    one.jobs.find(({ id }) => id === "app")?.needs.length === 2
      ? []
      : [diagnostic("WB2033", { run: "on a push", test: "lint", deploy: "app", image: "app" })];
  expect(adviceFor(graph, durations, { least: 1, check: checked })).toEqual([]);
});

it("keeps needs that a job takes something of", () => {
  const used = graphOf([
    script("lint", { artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 7, junit: [] } }),
    script("app", { needs: [artifactsOf("lint")] }),
  ]);
  expect(adviceFor(used, durations, { least: 1, check })).toEqual([]);
});
