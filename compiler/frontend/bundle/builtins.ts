import { join } from "node:path";
import type { Metafile } from "esbuild";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { builtin } from "../access/table.ts";
import type { CheckedProgram } from "../program/check.ts";
import { spanOfNode } from "../program/messages.ts";
import { shown } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Builtin } from "./resolve.ts";

/** Modules of Node that packages import, each told at the user's import that led to the package. */
export function forbiddenBuiltins(
  program: CheckedProgram,
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
    const at = usersImport(program, importers, shown(program.project, importer));
    const { why, instead } = builtin(specifier);
    const name = `the module ${specifier}, which ${shown(program.project, importer)} imports,`;
    found.set(
      `${specifier} ${importer}`,
      diagnostic("WB1030", { name, why, instead }, { at: at && spanOfNode(program.project, at) }),
    );
  }
  return [...found.values()];
}

/** Goes from a package's file to those that import it, until one of the user's is met. */
function usersImport(
  program: CheckedProgram,
  importers: ReadonlyMap<string, readonly string[]>,
  start: string,
): TypeScript.Node | undefined {
  const written = new Map(program.files.map((file) => [file.fileName, file]));
  const seen = new Set([start]);
  const queue = [start];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const importer of importers.get(name) ?? []) {
      const file = written.get(join(program.project.root, importer));
      if (file) return specifierIn(program, file, name);
      if (!seen.has(importer)) queue.push(importer);
      seen.add(importer);
    }
  }
  return undefined;
}

/** The import of a file that leads to a package's file: the one whose package it lies in. */
function specifierIn({ ts }: CheckedProgram, file: TypeScript.SourceFile, name: string): TypeScript.Node {
  const specifiers = file.statements.flatMap((one) =>
    (ts.isImportDeclaration(one) || ts.isExportDeclaration(one)) &&
    one.moduleSpecifier &&
    ts.isStringLiteral(one.moduleSpecifier)
      ? [one.moduleSpecifier]
      : [],
  );
  return specifiers.find((one) => name.includes(`node_modules/${one.text}/`)) ?? specifiers[0] ?? file;
}
