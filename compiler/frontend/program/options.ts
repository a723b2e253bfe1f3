import { dirname, join } from "node:path";
import type { Diagnostic, Span } from "../../diagnostics/index.ts";
import type { Gate, Refusal } from "../files/gate.ts";
import { importRefused } from "../files/refusal.ts";
import { isInside, type Project, shown } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Inputs } from "./inputs.ts";
import { configurationProblem, spanOf } from "./messages.ts";

type TS = typeof TypeScript;

export interface ProgramOptions {
  readonly options: TypeScript.CompilerOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** How a pipeline is checked where no tsconfig.json says otherwise. */
const defaults = (ts: TS): TypeScript.CompilerOptions => ({
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  resolveJsonModule: true,
  strict: true,
});

/** What only matters to who writes files; and what the compiler needs whoever wrote the tsconfig.json. */
const FORCED: TypeScript.CompilerOptions = {
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};
const OUTPUT_ONLY = [
  "allowArbitraryExtensions",
  "composite",
  "declaration",
  "declarationDir",
  "declarationMap",
  "emitDeclarationOnly",
  "incremental",
  "isolatedDeclarations",
  "outDir",
  "outFile",
  "rewriteRelativeImportExtensions",
  "rootDir",
  "rootDirs",
  "sourceMap",
  "inlineSourceMap",
  "inlineSources",
  "tsBuildInfoFile",
] as const;

/** The nearest tsconfig.json from the pipeline's folder up to the root is honoured, whatever files it lists. */
export function programOptions(ts: TS, project: Project, host: ConfigHost): ProgramOptions {
  const file = nearestConfig(project, host);
  if (!file) return { options: { ...defaults(ts), ...FORCED }, diagnostics: [] };
  const problems: TypeScript.Diagnostic[] = [];
  const source = ts.readJsonConfigFile(file, host.readFile);
  const parsed = ts.parseJsonSourceFileConfigFileContent(
    source,
    { ...host, readDirectory: () => [project.file] },
    dirname(file),
    FORCED,
    file,
  );
  problems.push(...(source as unknown as { parseDiagnostics: TypeScript.Diagnostic[] }).parseDiagnostics);
  problems.push(...parsed.errors);
  const options = { ...inherited(ts, parsed.options), ...FORCED };
  for (const name of OUTPUT_ONLY) delete options[name];
  const refused = host.refused.map(({ path, refusal }) => {
    const at = extended(ts, project, source) ?? { file: shown(project, file), line: 1, column: 1 };
    return importRefused(shown(project, path), refusal, at);
  });
  const unread = (one: TypeScript.Diagnostic) => one.code === CANNOT_READ && refused.length > 0;
  const found = problems.filter((one) => !unread(one)).map((one) => configurationProblem(ts, project, file, one));
  return { options, diagnostics: [...refused, ...found] };
}

const CANNOT_READ = 5083;

/** Where a tsconfig.json says what it extends. */
function extended(ts: TS, project: Project, file: TypeScript.TsConfigSourceFile): Span | undefined {
  const value = file.statements[0]?.expression;
  if (!value || !ts.isObjectLiteralExpression(value)) return undefined;
  const isExtends = (name: TypeScript.PropertyName | undefined) =>
    name !== undefined && ts.isStringLiteral(name) && name.text === "extends";
  const property = value.properties.find((one) => isExtends(one.name));
  return property && spanOf(project, file, property.getStart(file), property.end);
}

/** What a tsconfig.json leaves open and TypeScript would answer with the ways of old scripts. */
function inherited(ts: TS, options: TypeScript.CompilerOptions): TypeScript.CompilerOptions {
  const { target, lib, module, moduleResolution, resolveJsonModule } = defaults(ts);
  const resolution = options.module === undefined && options.moduleResolution === undefined;
  return {
    ...(options.target === undefined && { target }),
    ...(options.lib === undefined && { lib }),
    ...(resolution && { module, moduleResolution, resolveJsonModule }),
    ...options,
  } as TypeScript.CompilerOptions;
}

function nearestConfig({ file, root }: Project, host: TypeScript.ParseConfigHost): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const candidate = join(folder, "tsconfig.json");
    if (host.fileExists(candidate)) return candidate;
    if (!isInside(root, dirname(folder)) || dirname(folder) === folder) return undefined;
  }
}

/** A view of the file system for reading a tsconfig.json. */
export interface ConfigHost extends TypeScript.ParseConfigHost {
  /** What was not read, and why. */
  readonly refused: readonly RefusedFile[];
}

interface RefusedFile {
  readonly path: string;
  readonly refusal: Refusal;
}

/** Remembers what was looked at, so that a tsconfig.json that appears later is noticed. */
export function watched(ts: TS, inputs: Inputs, gate: Gate): ConfigHost {
  const { sys } = ts;
  const refused: RefusedFile[] = [];
  return {
    refused,
    useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
    readDirectory: sys.readDirectory,
    fileExists: (path) => {
      const exists = sys.fileExists(path);
      if (!exists) inputs.absent(path);
      return exists;
    },
    readFile: (path) => {
      const read = gate.read(path);
      if (!("content" in read)) {
        if (read.refused === "missing") inputs.absent(path);
        else refused.push({ path, refusal: read.refused });
        return undefined;
      }
      inputs.read(path, read.content);
      return textIn(read.content);
    },
  };
}

/** Editors of Windows write UTF-16, which the byte order mark tells. */
function textIn(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) return content.toString("utf16le", 2);
  return content.toString("utf8").replace(/^\uFEFF/, "");
}
