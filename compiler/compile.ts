import { acceptable, type Diagnostic, diagnostic, distinct } from "./diagnostics/index.ts";
import { keep, lookUp } from "./frontend/cache/entry.ts";
import { defaultCache } from "./frontend/cache/folder.ts";
import { gateOf } from "./frontend/files/gate.ts";
import { inputs as newInputs } from "./frontend/program/inputs.ts";
import { entryProblem } from "./frontend/project/entry.ts";
import { absolutePath, type Project, projectOf, shown } from "./frontend/project/project.ts";
import type { StageGraph } from "./graph/model/index.ts";

export interface CompileOptions {
  /** The repository's root. Default: the nearest folder above the file that has `.git`, else package.json, else the file's own. */
  readonly root?: string;
  /**
   * Folder that compilations are kept in, or false for none. Default: `node_modules/.cache/waybill` of the root, else
   * `waybill` in the user's cache folder; none when the compiler runs from its source.
   */
  readonly cache?: string | false;
  /** Milliseconds the module may compute while it is evaluated. Default: 10,000. */
  readonly milliseconds?: number;
  /** Called on a miss of the cache, while other processes work: the time to load what comes next. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface Compilation {
  /** The pipelines that the file exports, in the order in which they were declared. None when something in `diagnostics` is an error. */
  readonly graphs: readonly StageGraph[];
  /** The one among them that is meant where none is named: the default export, or the only one. */
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
  /** Folder that the paths of graph and diagnostics are relative to, absolute. */
  readonly root: string;
  /** The files that were read, as diagnostics name files. */
  readonly inputs: readonly string[];
  /** The text of a file as diagnostics name it, for code frames. */
  readonly source: (file: string) => string | undefined;
}

/**
 * Compiles the pipelines of a file to their graphs. What is wrong with it is in `diagnostics`; nothing is thrown for it. When nothing has
 * changed since the last time, TypeScript is not loaded.
 *
 * @example
 * ```ts
 * const { graph, diagnostics } = await compile("pipeline.ts");
 * ```
 */
export async function compile(file: string, options: CompileOptions = {}): Promise<Compilation> {
  const project = projectOf(file, options.root);
  const whole = ({ graphs, main, diagnostics }: Result, inputs: readonly string[]): Compilation => ({
    ...{ graphs, diagnostics },
    ...(main !== undefined && { graph: graphs[main]! }),
    root: project.root,
    inputs,
    source: (name) => shownText(project, name),
  });
  const problem = entryProblem(project);
  if (problem) return whole({ graphs: [], diagnostics: [problem] }, []);
  const folder = options.cache === undefined ? defaultCache(project) : options.cache || undefined;
  const known = folder === undefined ? undefined : lookUp<Result>(folder, project);
  if (known) return whole(known.result, known.inputs);

  const inputs = newInputs();
  const result = await make(project, inputs, folder, options).catch((error) => tooDeep(project, error));
  if (folder !== undefined && result.graphs.length > 0) keep(folder, project, inputs, result);
  const read = [...inputs.files].flatMap(([path, digest]) => (digest === null ? [] : [shown(project, path)]));
  return whole(result, read);
}

/** Parsers and passes walk trees by recursion, so that only a source that is nested beyond all measure ends the stack. */
function tooDeep(project: Project, error: unknown): Result {
  if (!(error instanceof RangeError && /call stack/.test(error.message))) throw error;
  const at = { file: shown(project, project.file), line: 1, column: 1 };
  return { graphs: [], diagnostics: [diagnostic("WB1037", {}, { at })] };
}

/** What a compilation gives, and what is kept of it. */
interface Result extends Pick<Compilation, "graphs" | "diagnostics"> {
  /** Which of the graphs is meant where none is named. */
  readonly main?: number;
}

async function make(
  project: Project,
  inputs: ReturnType<typeof newInputs>,
  folder: string | undefined,
  { milliseconds = 10_000, meanwhile }: CompileOptions,
): Promise<Result> {
  const { declare } = await import("./frontend/declare.ts");
  const declaring = declare(project, inputs, { milliseconds, keep: folder !== undefined });
  // Other processes are at work: the time to load what comes after them.
  const next = Promise.all([
    import("./lowering/pipelines.ts"),
    import("./graph/passes/index.ts"),
    import("./targets/providers.ts"),
    import("./graph/accepted.ts"),
    meanwhile?.(),
  ]);
  // Nothing is still being loaded when this ends, also where it ends in an error.
  const declared = await declaring.finally(() => next);
  if (!declared.declared) return { graphs: [], diagnostics: declared.diagnostics };
  const [{ lowerAll }, { checkGraph }, { providers }, { withoutAccepted }] = await next;
  const { pipelines, main = pipelines.length === 1 ? 0 : undefined } = declared.declared;
  const { graphs, diagnostics: found } = lowerAll(declared.declared, {
    source: shown(project, project.file),
    providers,
  });
  const diagnostics = distinct([
    ...declared.diagnostics,
    ...found,
    ...withoutAccepted(
      graphs.flatMap((graph) => checkGraph(graph, providers, graphs)),
      graphs,
    ),
  ]);
  return acceptable(diagnostics)
    ? { graphs, ...(main !== undefined && { main }), diagnostics }
    : { graphs: [], diagnostics };
}

/** The text of a file of the repository or of an installed package: nothing else of the machine is ever shown. */
function shownText(project: Project, name: string): string | undefined {
  const read = gateOf(project).read(absolutePath(project, name));
  return "content" in read ? read.content.toString("utf8") : undefined;
}
