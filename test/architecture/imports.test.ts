import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What each folder may import of the others, as ARCHITECTURE.md has it; a folder may always import itself. */
const rows: ReadonlyMap<string, readonly string[]> = new Map(
  [...readFileSync(join(root, "ARCHITECTURE.md"), "utf8").matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \|$/gm)].map(
    ([, path = "", allowed = ""]) => [path.replace(/\/$/, ""), allowed === "nothing" ? [] : allowed.split(", ")],
  ),
);

/** Third parties that only these places may import. */
const CONFINED: Readonly<Record<string, readonly string[]>> = {
  typescript: ["compiler/frontend"],
  "ts-morph": ["compiler/importers/write"],
  esbuild: ["compiler/frontend"],
  ajv: ["compiler/graph"],
  yaml: ["compiler/targets", "compiler/importers/yaml"],
  dockerode: ["runtime/executors/docker", "runtime/engine", "runtime/registry", "runtime/delivery"],
  "@kubernetes/client-node": ["runtime/delivery/kubernetes"],
  commander: ["cli"],
  "@opentelemetry/api": ["runtime/traces"],
  "@opentelemetry/sdk-trace-base": ["runtime/traces"],
  sax: ["runtime/reports"],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  return ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true).importedFiles.map(({ fileName }) => ({
    from: file,
    to: fileName.startsWith(".") ? posix.join(dirname(file), fileName) : fileName,
  }));
}

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
/** The row of a path: the longest that it lies in. */
const rowOf = (path: string) =>
  [...rows.keys()].filter((row) => within(path, row)).sort((a, b) => b.length - a.length)[0] ?? path;
const show = ({ from, to }: Import) => `${from} imports ${to}`;

const imports = ["compiler", "runtime", "cli", "examples"].flatMap(sourceFiles).flatMap(importsOf);
const isLocal = ({ to }: Import) => /^(compiler|runtime|cli|test|examples|scripts|schemas)\//.test(to);

/** Imports between two rows. */
const between = imports
  .filter(isLocal)
  .filter(({ from }) => !within(from, "examples"))
  .filter(({ from, to }) => rowOf(from) !== rowOf(to));

it("keeps each folder to the folders it may know", () => {
  const broken = between.filter(({ from, to }) => !rows.get(rowOf(from))?.some((allowed) => within(to, allowed)));
  expect(broken.map(show)).toEqual([]);
});

it("has a row for every folder and file of the compiler, the runtime and the command", () => {
  const entries = ["compiler", "runtime"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  expect([...entries, "cli"].filter((path) => !rows.has(path))).toEqual([]);
  expect([...rows.keys()].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("has no two folders that import each other, over whatever others", () => {
  const edges = new Map<string, Set<string>>([...rows.keys()].map((row) => [row, new Set()]));
  for (const { from, to } of between) edges.get(rowOf(from))?.add(rowOf(to));
  /** All that a row imports, directly or not. */
  const reached = (row: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const next of edges.get(row) ?? []) if (!seen.has(next) && seen.add(next)) reached(next, seen);
    return seen;
  };
  expect([...edges.keys()].filter((row) => reached(row).has(row))).toEqual([]);
});

it("keeps third parties where they are confined", () => {
  const broken = imports.filter(({ from, to }) => {
    const name = to
      .split("/")
      .slice(0, to.startsWith("@") ? 2 : 1)
      .join("/");
    const homes = CONFINED[name];
    return homes && !homes.some((home) => within(from, home));
  });
  expect(broken.map(show)).toEqual([]);
});

it("lets examples import nothing but the package and their own files", () => {
  const broken = imports.filter(
    ({ from, to }) =>
      from.endsWith("pipeline.ts") && within(from, "examples") && to !== "waybill" && !within(to, dirname(from)),
  );
  expect(broken.map(show)).toEqual([]);
});

it("names every package it imports in package.json", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly dependencies: object;
    readonly optionalDependencies: object;
  };
  const packages = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const known = new Set([...Object.keys(packages), ...builtinModules, "waybill"]);
  const names = imports
    .filter((one) => !isLocal(one) && !one.to.startsWith("node:"))
    .filter(({ from }) => !within(from, "examples"))
    .map(({ to }) =>
      to
        .split("/")
        .slice(0, to.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  expect([...new Set(names)].filter((name) => !known.has(name))).toEqual([]);
});
