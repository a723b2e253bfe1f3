import { expect, it } from "vitest";
import { entriesOf, plain, readYaml, type YamlMap } from "../../../compiler/importers/yaml/index.ts";

const read = (text: string, version: "1.1" | "1.2" = "1.2", tags: readonly string[] = []) =>
  readYaml(text, { file: "ci.yml", version, tags });
const problems = (text: string) =>
  read(text).diagnostics.map(({ code, message, at }) => `${code} ${at?.line}:${at?.column} ${message}`);
const rootOf = (text: string) => read(text).documents[0] as YamlMap;

it("gives each key its place, its comments and its text as it stands", () => {
  const root = rootOf("# The build.\non: push # every one\njobs:\n  # Tests it.\n  unit:\n    python: 3.10\n");
  const [on, jobs] = root.entries;
  expect(on).toMatchObject({ key: "on", keyAt: { line: 2, column: 1 }, comments: ["The build.", "every one"] });
  const [unit] = (jobs!.value as YamlMap).entries;
  expect(unit).toMatchObject({ key: "unit", comments: ["Tests it."], keyAt: { line: 5, column: 3 } });
  expect((unit!.value as YamlMap).entries[0]!.value).toMatchObject({ value: 3.1, text: "3.10", quoted: false });
});

it("reads what GitLab takes for booleans, and what GitHub does not", () => {
  expect(plain(read("a: yes\non: x\n", "1.1").documents[0]!)).toEqual({ a: true, on: "x" });
  expect(plain(rootOf("a: yes\n"))).toEqual({ a: "yes" });
  expect(plain(read("d: 2024-01-01\n", "1.1").documents[0]!)).toEqual({ d: "2024-01-01" });
});

it("merges maps by <<, the map's own keys first, and keeps which anchor an alias names", () => {
  const root = rootOf("base: &base\n  a: 1\n  b: 2\njob:\n  <<: *base\n  b: 3\nlist: [*base]\n");
  const job = root.entries[1]!.value as YamlMap;
  expect(job.merges).toMatchObject([{ alias: "base" }]);
  expect(entriesOf(job).map(({ key }) => key)).toEqual(["b", "a"]);
  expect(plain(root)).toMatchObject({ job: { a: 1, b: 3 }, list: [{ a: 1, b: 2 }] });
});

it("keeps tags of the provider, and refuses others", () => {
  expect(plain(read("a: !reference [b, c]\n", "1.1", ["!reference"]).documents[0]!)).toEqual({
    a: { "!reference": ["b", "c"] },
  });
  expect(problems("a: !!binary aGk=\nb: !ruby/object:X {}\n")).toEqual([
    "WB6003 2:19 the provider does not know the YAML tag !ruby/object:X",
  ]);
});

it("says where a file is no YAML, and where a key is set twice", () => {
  expect(problems("a: [1\nb: 2\n")[0]).toMatch(/^WB6001 \d:\d+ ci.yml is not valid YAML: /);
  expect(problems("a: 1\nb:\n  c: 1\n  c: 2\n")).toEqual(["WB6002 4:3 the key c is set twice in one map"]);
  expect(problems("a: *missing\n")[0]).toMatch(/^WB6001 1:4 .*/);
});

it("refuses a value that contains itself", () => {
  expect(problems("a: &a\n  b: *a\n")).toEqual(["WB6004 2:6 the alias *a is inside the value that it refers to"]);
});

it("refuses aliases that stand for more than fits, without writing them out", () => {
  const bomb = Array.from({ length: 30 }, (_, level) =>
    level === 0 ? "a0: &a0 [x, x]" : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
  );
  const found = problems(`${bomb.join("\n")}\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain("too large to import: its aliases stand for more than 500,000 nodes");
});

it("refuses files of 10 MB and of a thousand levels", () => {
  expect(problems(`a: ${"x".repeat(10 * 1024 * 1024)}\n`)[0]).toBe(
    "WB6005 1:1 ci.yml is too large to import: it has 10.0 MB",
  );
  expect(problems(`a: ${"[".repeat(1000)}${"]".repeat(1000)}\n`)[0]).toMatch(/nested (more than 100|too) deep/);
  expect(problems(`a: ${"[".repeat(200_000)}`)[0]).toContain("nested too deep");
  expect(problems(`${"- ".repeat(100_000)}a\n`)[0]).toContain("nested too deep");
});

it("takes an empty file for one without documents", () => {
  expect(read("").documents).toEqual([]);
  expect(read("# nothing\n").diagnostics).toEqual([]);
});

it("takes the last of two equal keys where the provider does, and warns", () => {
  const file = readYaml("a: 1\nb: 2\na: 3\n", { file: "ci.yml", version: "1.1", repeats: true });
  expect(file.diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual([
    "warning WB6006 the key a is set twice in one map; GitLab takes the last value",
  ]);
  expect(file.documents.map(plain)).toEqual([{ b: 2, a: 3 }]);
});
