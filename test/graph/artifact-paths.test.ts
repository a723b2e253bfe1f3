import { expect, it } from "vitest";
import { isEvent, not } from "../../compiler/expr/index.ts";
import { checkArtifactPaths } from "../../compiler/graph/passes/artifact-paths.ts";
import { checkEnvironment } from "./checks.ts";
import { artifactsOf, graphOf, script, step, told } from "./sample.ts";

const keeps = (path: string, more = {}) => ({
  artifacts: { paths: [path], exclude: [], on: "success", retentionDays: 7, junit: [] } as const,
  ...more,
});

it("two jobs that keep one path for a third are a warning, however they spell it", () => {
  const jobs = [
    script("a", keeps("dist")),
    script("b", keeps("./dist/**")),
    script("c", keeps("dist/c")),
    script("user", { needs: ["a", "b", "c"].map((id) => artifactsOf(id)) }),
    script("other", { needs: ["a", "c"].map((id) => artifactsOf(id)) }),
  ];
  expect(told(checkArtifactPaths(graphOf(jobs)))).toEqual([
    "WB2161 `user` downloads `dist` of both `a` and `b`, so files with the same name overwrite each other",
  ]);
});

it("two of which only one runs are none", () => {
  const jobs = [
    script("a", keeps("dist", { when: isEvent("push") })),
    script("b", keeps("dist", { when: not(isEvent("push")) })),
    script("user", { needs: ["a", "b"].map((id) => artifactsOf(id)) }),
  ];
  expect(checkArtifactPaths(graphOf(jobs))).toEqual([]);
});

it("instances of one matrix may fill one folder, and not one file", () => {
  const jobs = [
    script("a", {
      ...keeps("reports"),
      artifacts: { ...keeps("reports").artifacts, paths: ["reports", "out/app.tar"] },
    }),
    script("b", {
      ...keeps("reports"),
      artifacts: { ...keeps("reports").artifacts, paths: ["reports", "out/app.tar"] },
    }),
    script("user", { needs: ["a", "b"].map((id) => artifactsOf(id)) }),
  ];
  const matrix = {
    id: "m",
    axes: {},
    include: [],
    exclude: [],
    jobs: ["a", "b"],
    failFast: false,
    location: jobs[0]!.location,
  };
  expect(told(checkArtifactPaths({ ...graphOf(jobs), matrices: [matrix] }))).toEqual([
    "WB2161 `user` downloads `out/app.tar` of both `a` and `b`, so files with the same name overwrite each other",
  ]);
});

it("a variable that reads as if a shell expanded it is a warning", () => {
  const texts = ["$PATH:/opt/bin", "${HOME}/x", "$(git describe)", '{"$schema": 1}', "a$", "$1", "US$5", "it costs $"];
  const env = Object.fromEntries(texts.map((value, index) => [`V${index}`, { kind: "literal", value } as const]));
  const jobs = [
    script("a", {
      env,
      steps: [step("true", { name: "s", env: { X: { kind: "literal", value: "$CI_PROJECT_DIR/x" } } })],
    }),
  ];
  expect(told(checkEnvironment(graphOf(jobs)))).toEqual([
    "WB2160 the env of `a` sets `V0` to a string with `$PATH`, which nothing expands",
    "WB2160 the env of `a` sets `V1` to a string with `${HOME}`, which nothing expands",
    "WB2160 the env of `a` sets `V2` to a string with `$(git describe)`, which nothing expands",
    'WB2160 step "s" of `a` sets `X` to a string with `$CI_PROJECT_DIR`, which nothing expands',
  ]);
});
