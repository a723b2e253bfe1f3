import { join } from "node:path";
import type { Metafile } from "esbuild";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { builtin } from "../access/table.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import { type Project, shown } from "../project/project.ts";
import type { Builtin } from "./resolve.ts";

/** Modules of Node that packages import, each told at the user's import that led to the package. */
export function forbiddenBuiltins(
  project: Project,
  source: AnalysedSource,
  builtins: readonly Builtin[],
  { inputs }: Metafile,
): readonly Diagnostic[] {
  if (builtins.length === 0) return [];
  const importers = new Map<string, string[]>();
  for (const [importer, { imports }] of Object.entries(inputs)) {
    for (const { path } of imports) importers.set(path, [...(importers.get(path) ?? []), importer]);
  }
  const found = new Map<string, Diagnostic>();
  for (const { specifier, importer } of builtins) {
    const at = usersImport(project, source, importers, shown(project, importer));
    const { why, instead } = builtin(specifier);
    const name = `the module ${specifier}, which ${shown(project, importer)} imports,`;
    found.set(`${specifier} ${importer}`, diagnostic("WB1030", { name, why, instead }, { at }));
  }
  return [...found.values()];
}

/** Goes from a package's file to those that import it, until one of the user's is met. */
function usersImport(
  { root }: Project,
  source: AnalysedSource,
  importers: ReadonlyMap<string, readonly string[]>,
  start: string,
): Span | undefined {
  const seen = new Set([start]);
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const importer of importers.get(name) ?? []) {
      const file = join(root, importer);
      if (file in source.files) return importOf(source, file, name);
      if (!seen.has(importer)) queue.push(importer);
      seen.add(importer);
    }
  }
  return undefined;
}

/** The import of a file that leads to a package's file: the one whose package it lies in. */
function importOf({ imports }: AnalysedSource, file: string, name: string): Span | undefined {
  const own = imports.filter((one) => one.importer === file);
  return (own.find((one) => name.includes(`node_modules/${one.specifier}/`)) ?? own[0])?.at;
}
