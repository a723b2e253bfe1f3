import type { Span } from "../../diagnostics/index.ts";
import type { CheckedProgram } from "../program/check.ts";
import type { TypeScript } from "../typescript/load.ts";

/** A module that a file of the user's imports. */
export interface ImportedModule {
  /** The importing file, absolute. */
  readonly importer: string;
  readonly specifier: string;
  readonly at: Span;
  /** The file that is meant, absolute, where it is one of the user's. */
  readonly file?: string;
}

/** Every import and re-export of the user's files, in their order. */
export function importedModules({ ts, files, resolved, spanOf }: CheckedProgram): readonly ImportedModule[] {
  const written = new Set(files.map((file) => file.fileName));
  return files.flatMap(({ fileName: importer, statements }) =>
    statements.flatMap((one) => {
      const named = moduleNamed(ts, one);
      if (!named || !ts.isStringLiteral(named)) return [];
      const file = resolved(importer, named.text)?.resolvedFileName;
      const known = file !== undefined && written.has(file) && { file };
      return [{ importer, specifier: named.text, at: spanOf(named), ...known }];
    }),
  );
}

function moduleNamed(ts: typeof TypeScript, statement: TypeScript.Statement): TypeScript.Expression | undefined {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return statement.moduleSpecifier;
  if (!ts.isImportEqualsDeclaration(statement)) return undefined;
  const { moduleReference } = statement;
  return ts.isExternalModuleReference(moduleReference) ? moduleReference.expression : undefined;
}
