import { readFileSync } from "node:fs";
import { acceptable, type Diagnostic } from "./diagnostics/index.ts";
import { keep, lookUp } from "./frontend/cache/entry.ts";
import { defaultCache } from "./frontend/cache/folder.ts";
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
  /** Milliseconds the module may take to evaluate. Default: 10,000. */
  readonly milliseconds?: number;
  /** Called on a miss of the cache, while other processes work: the time to load what comes next. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface Compilation {
  /** Present only when nothing in `diagnostics` is an error. */
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
 * Compiles a pipeline to its graph. What is wrong with it is in `diagnostics`; nothing is thrown for it. When nothing has
 * changed since the last time, TypeScript is not loaded.
 *
 * @example
 * ```ts
 * const { graph, diagnostics } = await compile("pipeline.ts");
 * ```
 */
export async function compile(file: string, options: CompileOptions = {}): Promise<Compilation> {
  const project = projectOf(file, options.root);
  const whole = (result: Result, inputs: readonly string[]): Compilation => ({
    ...result,
    root: project.root,
    inputs,
    source: (name) => textOf(absolutePath(project, name)),
  });
  const problem = entryProblem(project);
  if (problem) return whole({ diagnostics: [problem] }, []);
  const folder = options.cache === undefined ? defaultCache(project) : options.cache || undefined;
  const known = folder === undefined ? undefined : lookUp<Result>(folder, project);
  if (known) return whole(known.result, known.inputs);

  const inputs = newInputs();
  const result = await make(project, inputs, folder, options);
  if (folder !== undefined && result.graph) keep(folder, project, inputs, result);
  const read = [...inputs.files].flatMap(([path, digest]) => (digest === null ? [] : [shown(project, path)]));
  return whole(result, read);
}

/** What a compilation gives, and what is kept of it. */
interface Result {
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
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
  const next = Promise.all([import("./lowering/index.ts"), import("./graph/passes/index.ts"), meanwhile?.()]);
  const declared = await declaring;
  if (!declared.document) return { diagnostics: declared.diagnostics };
  const [{ lower }, { checkGraph }] = await next;
  const lowered = lower(declared.document, shown(project, project.file));
  const diagnostics = [...declared.diagnostics, ...lowered.diagnostics];
  if (!lowered.graph) return { diagnostics };
  const all = [...diagnostics, ...checkGraph(lowered.graph)];
  return acceptable(all) ? { graph: lowered.graph, diagnostics: all } : { diagnostics: all };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
