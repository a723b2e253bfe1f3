import { builtinModules } from "node:module";
import type { NoPipeline, Wire } from "../authoring/internal.ts";
import { acceptable, type Diagnostic, diagnostic, type Location } from "../diagnostics/index.ts";
import { type AnalysedSource, type Analysis, analyse } from "./analysis/analysis.ts";
import { bundle, startBundler } from "./bundle/bundle.ts";
import { analyseApart } from "./checker/analyse-apart.ts";
import { decoded, unreadConditions } from "./evaluate/decode.ts";
import { endingDiagnostic } from "./evaluate/ending.ts";
import { readerFor } from "./evaluate/read.ts";
import { problems } from "./predicates/report.ts";
import type { Inputs } from "./program/inputs.ts";
import { packageInputs } from "./program/packages.ts";
import { ownPackage } from "./project/package.ts";
import { type Project, shown } from "./project/project.ts";
import { type Sandbox, startSandbox } from "./sandbox/process.ts";
import { loadTypeScript } from "./typescript/load.ts";

export interface DeclareOptions {
  /** Milliseconds the module may take to evaluate. */
  readonly milliseconds: number;
  /** False where nothing may be kept from one compilation to the next. */
  readonly keep: boolean;
}

export interface Declared {
  /** Present only when nothing in `diagnostics` is an error. */
  readonly declared?: Wire<Location>;
  readonly diagnostics: readonly Diagnostic[];
}

/** From a pipeline file to what it declares: checked, its conditions read, evaluated apart. */
export async function declare(project: Project, inputs: Inputs, options: DeclareOptions): Promise<Declared> {
  // Both processes start while TypeScript works.
  const sandbox = startSandbox();
  const bundler = startBundler();
  try {
    const analysis = await analysed(project, options);
    inputs.add(analysis.inputs);
    const { source, diagnostics } = analysis;
    return source ? await evaluate(project, source, { inputs, sandbox, ...options }) : { diagnostics };
  } finally {
    sandbox.stop();
    await bundler;
  }
}

async function analysed(project: Project, { keep }: DeclareOptions): Promise<Analysis> {
  const apart = keep ? await analyseApart(project) : undefined;
  if (apart) return apart;
  return analyse(loadTypeScript(), project, { declarations: ownPackage().declarations, builtins: builtinModules });
}

interface Evaluation extends DeclareOptions {
  readonly inputs: Inputs;
  readonly sandbox: Sandbox;
}

async function evaluate(
  project: Project,
  source: AnalysedSource,
  { inputs, sandbox, milliseconds }: Evaluation,
): Promise<Declared> {
  const { offences: written, places } = source;
  const { bundle: bundled, diagnostics } = await bundle(project, source, milliseconds);
  if (!bundled || !acceptable(diagnostics)) return { diagnostics: [...written, ...diagnostics] };
  const evaluating = sandbox.evaluate({ code: bundled.code, milliseconds }, readerFor(project, inputs));
  // What is done now is done while the other process works.
  packageInputs(project, inputs, bundled.packages);
  const { positions } = await import("./evaluate/positions.ts");
  const where = { project, positions: positions(project, bundled.map), places, milliseconds };
  const ending = await evaluating;
  if (ending.kind !== "done") return { diagnostics: [...written, endingDiagnostic(where, ending)] };
  const start: Location = { file: shown(project, project.file), line: 1, column: 1 };
  const wire = decoded(ending.json, where.positions, { places, otherwise: start });
  if (!wire) {
    const message = "it changes built-in objects of the language, so its declarations cannot be read";
    return { diagnostics: [...written, diagnostic("WB1022", { message }, { at: start })] };
  }
  if ("problem" in wire) return { diagnostics: [...written, noPipeline(wire, source, start)] };
  const late = unreadConditions(wire).flatMap((condition) =>
    problems(condition.problems, places, written, condition.at ?? start),
  );
  const found = [...written, ...late];
  return acceptable(found) ? { declared: wire, diagnostics: found } : { diagnostics: found };
}

function noPipeline({ problem, what }: NoPipeline, { exported }: AnalysedSource, start: Location): Diagnostic {
  if (problem === "no-export") return diagnostic("WB1020", {}, { at: start });
  return diagnostic("WB1021", { what }, { at: exported ?? start });
}
