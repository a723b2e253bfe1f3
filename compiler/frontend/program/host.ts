import { dirname, join } from "node:path";
import type { Gate, Refusal } from "../files/gate.ts";
import { readRegular } from "../files/regular.ts";
import { isInside } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { ParsedFiles } from "../typescript/parsed.ts";
import type { Inputs } from "./inputs.ts";

type TS = typeof TypeScript;

export interface RecordingHost {
  readonly host: TypeScript.CompilerHost;
  /** What an import in a file resolved to, when it was found. */
  resolved(file: string, specifier: string): TypeScript.ResolvedModuleFull | undefined;
  /** The imports that lead to files which a compilation does not read. */
  readonly refused: readonly RefusedImport[];
}

export interface RefusedImport {
  readonly file: TypeScript.SourceFile;
  readonly literal: TypeScript.StringLiteralLike;
  readonly refusal: Refusal;
}

export interface HostOptions {
  readonly gate: Gate;
  readonly declarations: string;
  readonly parsed?: ParsedFiles | undefined;
}

/**
 * TypeScript's view of the file system. It records what is read and what is looked for in vain; TypeScript's own libraries
 * and this package's declarations are left out, as they belong to the compiler's version.
 */
export function recordingHost(
  ts: TS,
  options: TypeScript.CompilerOptions,
  inputs: Inputs,
  { gate, declarations, parsed }: HostOptions,
): RecordingHost {
  const host = ts.createCompilerHost(options);
  // The package of TypeScript, whose package.json it looks at too.
  const library = join(dirname(ts.getDefaultLibFilePath(options)), "..");
  const own = join(dirname(declarations), "../..");
  const counts = (path: string) => !isInside(library, path) && !isInside(own, path);
  const text = (path: string): string | undefined => {
    const read = counts(path) ? gate.read(path) : readRegular(path);
    const content = "content" in read ? read.content : undefined;
    if (counts(path)) {
      if (content !== undefined) inputs.read(path, content);
      else if ("refused" in read && read.refused === "missing") inputs.absent(path);
    }
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
  const refused: RefusedImport[] = [];
  host.resolveModuleNameLiterals = (literals, file, redirected, settings, source) =>
    literals.map((literal) => {
      if (literal.text === "waybill") return { resolvedModule: declarationsOf(ts, declarations) };
      const mode = ts.getModeForUsageLocation(source, literal, settings);
      const answer = ts.resolveModuleName(literal.text, file, settings, host, cache, redirected, mode);
      if (!answer.resolvedModule) return answer;
      const { resolvedFileName: path } = answer.resolvedModule;
      const admission = counts(path) ? gate.admit(path) : { real: path };
      if ("refused" in admission) {
        refused.push({ file: source, literal, refusal: admission.refused });
        return { resolvedModule: undefined };
      }
      found.set(key(file, literal.text), answer.resolvedModule);
      return answer;
    });
  return { host, refused, resolved: (file, specifier) => found.get(key(file, specifier)) };
}

const key = (file: string, specifier: string) => `${file}\0${specifier}`;

const declarationsOf = (ts: TS, file: string): TypeScript.ResolvedModuleFull => ({
  resolvedFileName: file,
  extension: ts.Extension.Dts,
  isExternalLibraryImport: true,
});
