import { acceptable, type Diagnostic, type Span } from "../../diagnostics/index.ts";
import { checkAccess } from "../access/check.ts";
import { offencesBeside } from "../predicates/beside.ts";
import { collectConditions } from "../predicates/collect.ts";
import { offences } from "../predicates/report.ts";
import { type CheckedProgram, type CheckOptions, check, type Semantics } from "../program/check.ts";
import { type InputEntries, inputs as newInputs } from "../program/inputs.ts";
import type { Project } from "../project/project.ts";
import { byFile, type FileConditions, transformFile } from "../transform/file.ts";
import { marks } from "../transform/marks.ts";
import type { TypeScript } from "../typescript/load.ts";
import { briefly } from "../typescript/patience.ts";
import { type ImportedModule, importedModules } from "./imports.ts";

/** What TypeScript has to say of a pipeline, as plain data: it is the same whichever process found it out. */
export interface Analysis {
  /** What is wrong with the files as they are written. */
  readonly diagnostics: readonly Diagnostic[];
  /** Present only when nothing in `diagnostics` is an error. */
  readonly source?: AnalysedSource;
  readonly inputs: InputEntries;
}

/** The user's files, ready to be bundled and evaluated. */
export interface AnalysedSource {
  /** What each file becomes when it is evaluated, by its absolute path. */
  readonly files: Readonly<Record<string, string>>;
  readonly imports: readonly ImportedModule[];
  readonly semantics: Semantics;
  /** What the conditions may not hold: it is told together with what shows when they are evaluated. */
  readonly offences: readonly Diagnostic[];
  /** The places that the numbers in the files stand for. */
  readonly places: readonly Span[];
  /** Where the pipeline's file exports by default. */
  readonly exported?: Span;
}

const NONE: FileConditions = { rewritten: [], named: [] };

export type AnalyseOptions = Pick<CheckOptions, "declarations" | "builtins" | "parsed">;

/** Checks a pipeline's files, reads the conditions in them, and rewrites them for evaluation. */
export function analyse(ts: typeof TypeScript, project: Project, options: AnalyseOptions): Analysis {
  const inputs = newInputs();
  const program = briefly((enough) => check(ts, project, inputs, { ...options, enough }));
  const refused = checked(program);
  const found = acceptable(refused)
    ? { diagnostics: [], source: rewritten(program) }
    : { diagnostics: [...refused, ...offencesBeside(program, refused)] };
  return { ...found, inputs: [...inputs.files] };
}

/** Errors of syntax and types, and what a pipeline cannot have; the latter says more where both speak of one place. */
function checked(program: CheckedProgram): readonly Diagnostic[] {
  if (program.diagnostics.some((one) => one.code === "WB1010")) return program.diagnostics;
  const access = checkAccess(program);
  return [...access, ...program.diagnostics.filter((one) => !access.some((other) => sameThing(other, one)))];
}

/** True of an error that begins inside of what is refused, or at the property that is taken of it. */
function sameThing({ at: refused }: Diagnostic, { at }: Diagnostic): boolean {
  if (!refused || !at || refused.file !== at.file || refused.line !== at.line) return false;
  return at.column >= refused.column && at.column <= (refused.endColumn ?? refused.column) + 1;
}

function rewritten(program: CheckedProgram): AnalysedSource {
  const { ts, project, files, semantics } = program;
  const places = marks(project);
  const conditions = collectConditions(program, places);
  const inFile = byFile(conditions);
  const texts = files.map(
    (file) => [file.fileName, transformFile(program, file, inFile.get(file) ?? NONE, places)] as const,
  );
  const main = files.find((file) => file.fileName === project.file);
  const exported = main?.statements.find((one) => ts.isExportAssignment(one));
  return {
    files: Object.fromEntries(texts),
    imports: importedModules(program),
    semantics,
    offences: offences(project, conditions),
    places: places.spans(),
    ...(exported && { exported: program.spanOf(exported) }),
  };
}
