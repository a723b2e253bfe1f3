import { expect, it } from "vitest";
import { compareConditions } from "../../../compiler/query/index.ts";
import { github } from "../../../compiler/importers/github/index.ts";
import { readPaths } from "../../../compiler/importers/github/paths.ts";

const file = ".github/workflows/ci.yml";
const workflow = (filter: string) => ({
  read: () => `on: { push: { ${filter} } }\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: make }] } }\n`,
});
const condition = (filter: string) => github.behaviour(file, workflow(filter))!.jobs[0]!.condition;
const compared = (one: string, other: string) => compareConditions(condition(one), condition(other)).verdict;
const isNative = (filter: string) =>
  github.read(file, workflow(filter), new Map()).pipeline!.options.native !== undefined;

it("reads globs as people write them, with what is left out after them", () => {
  expect(readPaths(["**.go", "src/**", "!docs/**"])).toEqual(["**/*.go", "src/**", "!docs/**"]);
  expect(isNative('paths: ["**.go", "!docs/**"]')).toBe(false);
  expect(isNative('paths-ignore: ["**.md"]')).toBe(false);
  expect(compared('paths: ["**.go"]', 'paths: ["**/*.go"]')).toBe("same");
  expect(compared('paths: ["**.go"]', 'paths: ["*.go"]')).not.toBe("same");
  expect(compared('paths: ["src/**", "!src/docs/**"]', 'paths: ["src/**"]')).not.toBe("same");
});

it("keeps what only GitHub reads: a pattern that takes back what was left out, and characters that count others", () => {
  for (const globs of [["!docs/**", "**"], ["**", "!docs/**", "docs/a"], ["**/*.yaml?"], ["a+"], []])
    expect(readPaths(globs)).toBeUndefined();
  expect(isNative('paths: ["**", "!docs/**", "docs/a"]')).toBe(true);
  expect(compared('paths: ["**", "!docs/**", "docs/a"]', 'paths: ["**", "!docs/**"]')).not.toBe("same");
  expect(compared('paths: ["**/*.yaml?"]', 'paths: ["**/*.yaml?"]')).toBe("same");
});
