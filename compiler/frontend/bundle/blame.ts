import { join, relative, sep } from "node:path";
import type { Metafile } from "esbuild";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { builtin } from "../access/table.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import { importRefused, type REFUSALS } from "../files/refusal.ts";
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
  const importers = importersOf(inputs);
  const found = new Map<string, Diagnostic>();
  for (const { specifier, importer } of builtins) {
    const at = usersImport(project, source, importers, shown(project, importer)).at;
    const { why, instead } = builtin(specifier);
    const name = `the module ${specifier}, which ${shown(project, importer)} imports,`;
    found.set(`${specifier} ${importer}`, diagnostic("WB1030", { name, why, instead }, { at }));
  }
  return [...found.values()];
}

/** Imports of files that a pipeline may not read, each shown at the user's import that led to it. */
export function refusedFiles(
  project: Project,
  source: AnalysedSource,
  refused: ReadonlyMap<string, keyof typeof REFUSALS>,
  { inputs }: Metafile,
): readonly Diagnostic[] {
  if (refused.size === 0) return [];
  const importers = importersOf(inputs);
  return [...refused].map(([file, refusal]) => {
    const name = relative(project.root, file).split(sep).join("/");
    const direct = directImport(project, source, inputs, name);
    if (direct) return importRefused(direct.specifier, refusal, direct.at);
    const known = [...importers.keys()].find((path) => isOf(path, name)) ?? name;
    const { at, through } = usersImport(project, source, importers, known);
    return importRefused(`${shown(project, file)}${through ? ` (in ${through})` : ""}`, refusal, at);
  });
}

/** A path of the metafile names a file, with the attributes of its import where there are any. */
const isOf = (path: string, name: string) => path === name || path.startsWith(`${name} with {`);

/** The user's own import of a file. */
function directImport(
  { root }: Project,
  source: AnalysedSource,
  inputs: Metafile["inputs"],
  name: string,
): { readonly specifier: string; readonly at: Span } | undefined {
  for (const [importer, { imports }] of Object.entries(inputs)) {
    const file = join(root, importer);
    const original = file in source.files ? imports.find(({ path }) => isOf(path, name))?.original : undefined;
    if (original === undefined) continue;
    const found = source.imports.find((one) => one.importer === file && one.specifier === original);
    if (found) return found;
  }
  return undefined;
}

/** Who imports each file of a bundle. */
function importersOf(inputs: Metafile["inputs"]): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [importer, { imports }] of Object.entries(inputs)) {
    for (const { path } of imports) importers.set(path, [...(importers.get(path) ?? []), importer]);
  }
  return importers;
}

/** Goes from a package's file to those that import it, until one of the user's is met. */
function usersImport(
  { root }: Project,
  source: AnalysedSource,
  importers: ReadonlyMap<string, readonly string[]>,
  start: string,
): { readonly at?: Span; readonly through?: string } {
  const seen = new Set([start]);
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const importer of importers.get(name) ?? []) {
      const file = join(root, importer);
      if (file in source.files) {
        const at = importOf(source, file, name);
        return { ...(at && { at }), through: importers.get(start)?.[0] ?? name };
      }
      if (!seen.has(importer)) queue.push(importer);
      seen.add(importer);
    }
  }
  return {};
}

/** The import of a file that leads to a package's file: the one whose package it lies in. */
function importOf({ imports }: AnalysedSource, file: string, name: string): Span | undefined {
  const own = imports.filter((one) => one.importer === file);
  return (own.find((one) => name.includes(`node_modules/${one.specifier}/`)) ?? own[0])?.at;
}
