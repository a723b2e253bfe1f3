import { acceptable, type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { gateOf } from "../files/gate.ts";
import { importRefused } from "../files/refusal.ts";
import { type Project, shown } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { ParsedFiles } from "../typescript/parsed.ts";
import { type RefusedImport, recordingHost } from "./host.ts";
import type { Inputs } from "./inputs.ts";
import { flat, spanOf, spanOfDiagnostic, spanOfNode } from "./messages.ts";
import { programOptions, watched } from "./options.ts";
import { typeDiagnostic } from "./type-errors.ts";

type TS = typeof TypeScript;

/** A pipeline's program: its files parsed and bound, its types at hand. */
export interface CheckedProgram {
  readonly ts: TS;
  readonly project: Project;
  readonly checker: TypeScript.TypeChecker;
  /** What `waybill` is: the path of its declarations. */
  readonly declarations: string;
  readonly builtins: readonly string[];
  /** The files that people write: no declarations, nothing out of node_modules. The pipeline's own is among them. */
  readonly files: readonly TypeScript.SourceFile[];
  /** Syntax and type errors of these files. */
  readonly diagnostics: readonly Diagnostic[];
  /** What of the options changes what the code does, for who bundles it. */
  readonly semantics: Semantics;
  resolved(file: string, specifier: string): TypeScript.ResolvedModuleFull | undefined;
  spanOf(node: TypeScript.Node): Span;
}

export interface Semantics {
  readonly experimentalDecorators?: boolean;
  readonly useDefineForClassFields?: boolean;
  readonly verbatimModuleSyntax?: boolean;
}

export interface CheckOptions {
  /** What `waybill` is at compile time: the path of its declarations. */
  readonly declarations: string;
  /** The modules of Node. */
  readonly builtins: readonly string[];
  /** Gives the declaration files that programs with these options share; each is parsed anew without. */
  readonly parsed?: (options: TypeScript.CompilerOptions) => ParsedFiles;
  /** Told how many characters there are to check, once that is known. */
  readonly enough?: (characters: number) => void;
}

/** Parses and type-checks a pipeline with all it imports. Syntax errors come alone: what follows from them is noise. */
export function check(
  ts: TS,
  project: Project,
  inputs: Inputs,
  { declarations, builtins, parsed, enough }: CheckOptions,
): CheckedProgram {
  const gate = gateOf(project);
  const { options, diagnostics: configuration } = programOptions(ts, project, watched(ts, inputs, gate));
  const shared = { gate, declarations, parsed: parsed?.(options) };
  const { host, resolved, refused } = recordingHost(ts, options, inputs, shared);
  const program = ts.createProgram({ rootNames: [project.file], options, host });
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file));
  const written = files.filter((file) => !file.fileName.endsWith(".json"));
  enough?.(files.reduce((sum, file) => sum + file.text.length, 0));
  return {
    ts,
    project,
    declarations,
    builtins,
    checker: program.getTypeChecker(),
    files: written,
    diagnostics: [...configuration, ...problems(ts, project, program, { files, refused })],
    semantics: semantics(options),
    resolved,
    spanOf: (node) => spanOfNode(project, node),
  };
}

function semantics(options: TypeScript.CompilerOptions): Semantics {
  const { experimentalDecorators, useDefineForClassFields, verbatimModuleSyntax } = options;
  return {
    ...(experimentalDecorators !== undefined && { experimentalDecorators }),
    ...(useDefineForClassFields !== undefined && { useDefineForClassFields }),
    ...(verbatimModuleSyntax !== undefined && { verbatimModuleSyntax }),
  };
}

interface Checked {
  readonly files: readonly TypeScript.SourceFile[];
  readonly refused: readonly RefusedImport[];
}

function problems(
  ts: TS,
  project: Project,
  program: TypeScript.Program,
  { files, refused }: Checked,
): readonly Diagnostic[] {
  const syntax = files.flatMap((file) => program.getSyntacticDiagnostics(file));
  if (syntax.length > 0) return syntax.map((one) => syntaxDiagnostic(ts, project, one));
  const global = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  const options = global.filter(isWanted).map((one) => {
    const at = spanOfDiagnostic(project, one) ?? { file: shown(project, project.file), line: 1, column: 1 };
    return diagnostic("WB1004", { message: flat(ts, one.messageText) }, { at });
  });
  if (!acceptable(options)) return options;
  const semantic = files
    .flatMap((file) => program.getSemanticDiagnostics(file))
    .filter((one) => !refused.some(({ file, literal }) => one.file === file && one.start === literal.getStart(file)));
  const imports = refused.map(({ file, literal, refusal }) =>
    importRefused(literal.text, refusal, spanOf(project, file, literal.getStart(file), literal.end)),
  );
  return [...imports, ...semantic.map((one) => typeDiagnostic(ts, project, one))];
}

/** "Cannot find type definition file": the `types` of a tsconfig.json are for other files, and may not be installed yet. */
const MISSING_TYPES = 2688;
const isWanted = ({ code, file }: TypeScript.Diagnostic) =>
  code !== MISSING_TYPES || (file !== undefined && !file.fileName.endsWith(".json"));

function syntaxDiagnostic(ts: TS, project: Project, one: TypeScript.Diagnostic): Diagnostic {
  return diagnostic("WB1010", { message: flat(ts, one.messageText) }, { at: spanOfDiagnostic(project, one) });
}
