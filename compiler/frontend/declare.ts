import type { DeclarationDocument } from "../authoring/document.ts";
import type { CallSite, NoPipeline } from "../authoring/internal.ts";
import { acceptable, type Diagnostic, diagnostic, type Location } from "../diagnostics/index.ts";
import { checkAccess } from "./access/check.ts";
import { bundle, startBundler } from "./bundle/bundle.ts";
import { located } from "./evaluate/document.ts";
import { endingDiagnostic } from "./evaluate/ending.ts";
import { readForPipeline } from "./evaluate/read.ts";
import { offencesBeside } from "./predicates/beside.ts";
import { collectConditions } from "./predicates/collect.ts";
import { offences, problems } from "./predicates/report.ts";
import { type CheckedProgram, check } from "./program/check.ts";
import type { Inputs } from "./program/inputs.ts";
import { packageInputs } from "./program/packages.ts";
import { type Project, shown } from "./project/project.ts";
import { type Sandbox, startSandbox } from "./sandbox/process.ts";
import { byFile, transformFile } from "./transform/file.ts";
import { type Marks, marks } from "./transform/marks.ts";
import { loadTypeScript } from "./typescript/load.ts";
import { briefly } from "./typescript/patience.ts";

export interface DeclareOptions {
  /** Milliseconds the module may take to evaluate. */
  readonly milliseconds: number;
  /** Folder for V8's code cache of TypeScript; none is kept without. */
  readonly cacheFolder?: string | undefined;
}

export interface Declared {
  /** Present only when nothing in `diagnostics` is an error. */
  readonly document?: DeclarationDocument<Location>;
  readonly diagnostics: readonly Diagnostic[];
}

/** From a pipeline file to what it declares: checked, its conditions read, evaluated apart. */
export async function declare(project: Project, inputs: Inputs, options: DeclareOptions): Promise<Declared> {
  // Both processes start while TypeScript loads.
  const sandbox = startSandbox();
  const bundler = startBundler();
  try {
    const { cacheFolder } = options;
    const ts = loadTypeScript(cacheFolder);
    const program = briefly((enough) => check(ts, project, inputs, { cacheFolder, parsed: enough }));
    const refused = checked(program);
    if (!acceptable(refused)) return { diagnostics: [...refused, ...offencesBeside(program, refused)] };
    return await evaluate(program, inputs, sandbox, options);
  } finally {
    sandbox.stop();
    await bundler;
  }
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

async function evaluate(
  program: CheckedProgram,
  inputs: Inputs,
  sandbox: Sandbox,
  { milliseconds }: DeclareOptions,
): Promise<Declared> {
  const { project } = program;
  const places = marks(project);
  const conditions = collectConditions(program, places);
  const written = offences(project, conditions);
  const { bundle: bundled, diagnostics } = await bundle(program, transformed(program, byFile(conditions), places));
  if (!bundled || !acceptable(diagnostics)) return { diagnostics: [...written, ...diagnostics] };
  const read = (path: string) => readForPipeline(project, inputs, path);
  const evaluating = sandbox.evaluate({ code: bundled.code, milliseconds }, read);
  // What is done now is done while the other process works.
  packageInputs(project, inputs, bundled.packages);
  const { positions } = await import("./evaluate/positions.ts");
  const where = { project, positions: positions(project, bundled.map), marks: places, milliseconds };
  const ending = await evaluating;
  if (ending.kind !== "done") return { diagnostics: [...written, endingDiagnostic(where, ending)] };
  const start: Location = { file: shown(project, project.file), line: 1, column: 1 };
  const described = JSON.parse(ending.json) as DeclarationDocument<CallSite> | NoPipeline | null;
  if (typeof described !== "object" || described === null || !("problem" in described || "jobs" in described)) {
    const message = "it has changed what the language's own objects do, so that its declarations cannot be read";
    return { diagnostics: [...written, diagnostic("WB1022", { message }, { at: start })] };
  }
  if ("problem" in described) return { diagnostics: [...written, noPipeline(program, described, start)] };
  const document = located(described, where.positions, start);
  const late = document.jobs.flatMap(({ when, at }) =>
    when?.kind === "problems" ? problems(when.problems, places, written, at) : [],
  );
  const found = [...written, ...late];
  return acceptable(found) ? { document, diagnostics: found } : { diagnostics: found };
}

function transformed(program: CheckedProgram, conditions: ReturnType<typeof byFile>, places: Marks) {
  const files = new Map(program.files.map((file) => [file.fileName, file]));
  return (name: string): string | undefined => {
    const file = files.get(name);
    return file && transformFile(program.ts, file, conditions.get(file) ?? [], places);
  };
}

function noPipeline(program: CheckedProgram, { problem, what }: NoPipeline, start: Location): Diagnostic {
  if (problem === "no-default-export") return diagnostic("WB1020", {}, { at: start });
  const file = program.files.find((one) => one.fileName === program.project.file);
  const exported = file?.statements.find((one) => program.ts.isExportAssignment(one));
  return diagnostic("WB1021", { what }, { at: exported ? program.spanOf(exported) : start });
}
