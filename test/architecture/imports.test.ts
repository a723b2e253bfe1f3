import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What each folder may import of the others. Longest prefix wins; a folder may always import itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "compiler/authoring": ["compiler/graph/model", "compiler/expr", "compiler/diagnostics"],
  "compiler/frontend": ["compiler/authoring", "compiler/expr", "compiler/diagnostics"],
  "compiler/expr": [],
  "compiler/graph": ["compiler/expr", "compiler/diagnostics", "schemas"],
  "compiler/lowering": ["compiler/authoring", "compiler/graph", "compiler/expr", "compiler/diagnostics"],
  "compiler/targets": ["compiler/graph", "compiler/lock", "compiler/expr", "compiler/diagnostics"],
  "compiler/query": ["compiler/graph", "compiler/expr", "compiler/diagnostics"],
  "compiler/lock": ["compiler/graph/model", "compiler/diagnostics"],
  "compiler/diagnostics": [],
  "compiler/importers": [
    "compiler/graph",
    "compiler/expr",
    "compiler/query",
    "compiler/diagnostics",
    "compiler/authoring",
    "compiler/targets",
  ],
  "compiler/compile.ts": [
    "compiler/frontend",
    "compiler/lowering",
    "compiler/graph",
    "compiler/authoring",
    "compiler/expr",
    "compiler/diagnostics",
  ],
  "compiler/emit.ts": ["compiler/frontend", "compiler/targets", "compiler/graph", "compiler/lock"],
  runtime: ["compiler/graph", "compiler/lock", "compiler/expr", "compiler/diagnostics"],
  "runtime/store": ["compiler/diagnostics"],
  "runtime/scheduler": ["runtime/events.ts", "compiler/graph", "compiler/expr", "compiler/diagnostics"],
  cli: ["compiler", "runtime"],
  examples: ["waybill"],
};

/** Third parties that only these places may import. */
const CONFINED: Readonly<Record<string, readonly string[]>> = {
  typescript: ["compiler/frontend"],
  "ts-morph": ["compiler/frontend", "compiler/importers"],
  esbuild: ["compiler/frontend"],
  ajv: ["compiler/graph"],
  yaml: ["compiler/targets", "compiler/importers/yaml"],
  dockerode: ["runtime/executors/docker", "runtime/delivery"],
  "@kubernetes/client-node": ["runtime/delivery/kubernetes"],
  commander: ["cli"],
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
const rule = (file: string) =>
  Object.keys(ALLOWED)
    .filter((folder) => within(file, folder))
    .sort((a, b) => b.length - a.length)[0] ?? "";
const show = ({ from, to }: Import) => `${from} imports ${to}`;

const imports = ["compiler", "runtime", "cli", "examples"].flatMap(sourceFiles).flatMap(importsOf);
const isLocal = ({ to }: Import) => /^(compiler|runtime|cli|test|examples|scripts|schemas)\//.test(to);

it("keeps each folder to the folders it may know", () => {
  const broken = imports.filter(isLocal).filter(({ from, to }) => {
    const folder = rule(from);
    const top = folder === "runtime" || folder === "" ? "runtime" : folder;
    return ![folder, top, ...(ALLOWED[folder] ?? [])].some((allowed) => within(to, allowed));
  });
  expect(broken.map(show)).toEqual([]);
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
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: object };
  const known = new Set([...Object.keys(manifest.dependencies), ...builtinModules, "waybill"]);
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
