import { expect, it } from "vitest";
import { job, pullRequest, push, sh } from "../../compiler/authoring/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { graphOf, lowerJobs, told } from "./declare.ts";

const unit = job("unit", { image: "busybox:1.36", steps: [sh`true`], artifacts: ["out/**.{js,map}"] });

it("writes globs out, and files to ignore as files that are left out", () => {
  const on = [push({ paths: ["**.go", "!docs/**"] }), pullRequest({ ignorePaths: ["./docs/**", "*.{md,txt}"] })];
  const graph = graphOf([unit], on);
  expect(graph.triggers).toMatchObject([
    { paths: ["**/*.go", "!docs/**"] },
    { paths: ["**", "!docs/**", "!*.md", "!*.txt"] },
  ]);
  expect(graph.jobs[0]).toMatchObject({ artifacts: { paths: ["out/**/*.js", "out/**/*.map"] } });
  const github = targets.github.emit(graph);
  expect(told(github.diagnostics)).toEqual([]);
  expect(github.files[0]?.text).toContain(`on:
  push:
    paths: ["**/*.go", "!docs/**"]
  pull_request:
    paths-ignore: [docs/**, "*.md", "*.txt"]
`);
  expect(told(targets.gitlab.emit(graph).diagnostics).map((one) => one.slice(0, 6))).toContain("WB3003");
});

it("refuses lists in the wrong order, and what GitHub cannot match", () => {
  expect(told(lowerJobs([unit], [push({ paths: ["!a", "b"] })]).diagnostics)).toEqual([
    'WB2003 trigger push: paths "[\\"!a\\",\\"b\\"]" begins with `!`; put the files to match before those to leave out',
  ]);
  expect(told(targets.github.emit(graphOf([unit], [push({ paths: ["a?.go"] })])).diagnostics)).toEqual([
    'WB3095 a path filter on GitHub cannot match exactly one character, as `?` does in "a?.go"',
  ]);
});
