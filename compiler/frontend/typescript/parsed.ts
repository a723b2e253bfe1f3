import type { TypeScript } from "./load.ts";

/** A declaration file that programs share: parsed the first time it is asked for. */
export type ParsedFiles = (
  path: string,
  parse: () => TypeScript.SourceFile | undefined,
) => TypeScript.SourceFile | undefined;

/** Files of the programs that one process checks, shared by those whose options read a file alike. */
export function parsedFiles(ts: typeof TypeScript): (options: TypeScript.CompilerOptions) => ParsedFiles {
  const registry = ts.createDocumentRegistry();
  const known = new Map<string, TypeScript.SourceFile>();
  return (options) => {
    const alike = registry.getKeyForCompilationSettings(options);
    return (path, parse) => {
      const key = `${alike}\0${path}`;
      const file = known.get(key) ?? parse();
      if (file) known.set(key, file);
      return file;
    };
  };
}
