import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isInside } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { ParsedFiles } from "../typescript/parsed.ts";
import type { Inputs } from "./inputs.ts";

type TS = typeof TypeScript;

export interface RecordingHost {
  readonly host: TypeScript.CompilerHost;
  /** What an import in a file resolved to, when it was found. */
  resolved(file: string, specifier: string): TypeScript.ResolvedModuleFull | undefined;
}

/**
 * TypeScript's view of the file system. It records what is read and what is looked for in vain; TypeScript's own libraries
 * and this package's declarations are left out, as they belong to the compiler's version.
 */
export function recordingHost(
  ts: TS,
  options: TypeScript.CompilerOptions,
  inputs: Inputs,
  { declarations, parsed }: { readonly declarations: string; readonly parsed?: ParsedFiles | undefined },
): RecordingHost {
  const host = ts.createCompilerHost(options);
  const library = dirname(ts.getDefaultLibFilePath(options));
  const own = join(dirname(declarations), "../..");
  const counts = (path: string) => !isInside(library, path) && !isInside(own, path);
  const text = (path: string): string | undefined => {
    const content = contentOf(path);
    if (counts(path)) content === undefined ? inputs.absent(path) : inputs.read(path, content);
    // What a byte order mark says is all that readFile of the system adds to this.
    return content?.toString("utf8").replace(/^\uFEFF/, "");
  };
  const noting = (exists: (path: string) => boolean) => (path: string) => {
    const answer = exists(path);
    if (!answer && counts(path)) inputs.absent(path);
    return answer;
  };

  host.readFile = text;
  host.fileExists = noting(ts.sys.fileExists);
  host.directoryExists = noting(ts.sys.directoryExists);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  host.getSourceFile = (path, target) => {
    const parse = () => {
      const content = text(path);
      return content === undefined ? undefined : ts.createSourceFile(path, content, target);
    };
    return parsed && !counts(path) ? parsed(path, parse) : parse();
  };

  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  const found = new Map<string, TypeScript.ResolvedModuleFull>();
  host.resolveModuleNameLiterals = (literals, file, redirected, settings, source) =>
    literals.map((literal) => {
      if (literal.text === "waybill") return { resolvedModule: declarationsOf(ts, declarations) };
      const mode = ts.getModeForUsageLocation(source, literal, settings);
      const answer = ts.resolveModuleName(literal.text, file, settings, host, cache, redirected, mode);
      if (answer.resolvedModule) found.set(key(file, literal.text), answer.resolvedModule);
      return answer;
    });
  return { host, resolved: (file, specifier) => found.get(key(file, specifier)) };
}

const key = (file: string, specifier: string) => `${file}\0${specifier}`;

const declarationsOf = (ts: TS, file: string): TypeScript.ResolvedModuleFull => ({
  resolvedFileName: file,
  extension: ts.Extension.Dts,
  isExternalLibraryImport: true,
});

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
