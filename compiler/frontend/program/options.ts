import { dirname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { isInside, type Project } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Inputs } from "./inputs.ts";
import { configurationProblem } from "./messages.ts";

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
export function programOptions(ts: TS, project: Project, host: TypeScript.ParseConfigHost): ProgramOptions {
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
  return { options, diagnostics: problems.map((one) => configurationProblem(ts, project, file, one)) };
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

/** Remembers what was looked at, so that a tsconfig.json that appears later is noticed. */
export function watched(ts: TS, inputs: Inputs): TypeScript.ParseConfigHost {
  const { sys } = ts;
  return {
    useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
    readDirectory: sys.readDirectory,
    fileExists: (path) => {
      const exists = sys.fileExists(path);
      if (!exists) inputs.absent(path);
      return exists;
    },
    readFile: (path) => {
      const text = sys.readFile(path);
      if (text === undefined) inputs.absent(path);
      else inputs.read(path, text);
      return text;
    },
  };
}
