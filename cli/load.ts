import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { acceptable, type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { type Lock, pinImages } from "../compiler/lock/index.ts";
import { missingKeyFiles } from "./key-files.ts";
import { loadLock } from "./lock.ts";
import { type Sources, textOf } from "./show.ts";

/** Graphs with what it takes to show and to run them. */
export interface Loaded {
  /** The file's pipelines. None when something in `diagnostics` is an error. */
  readonly graphs: readonly StageGraph[];
  /** The one that is meant where none is named. */
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
  /** Folder that the graph's paths are relative to. */
  readonly root: string;
  readonly source: Sources;
  /** What has been pinned in the repository; its images are already by digest in the graph. */
  readonly lock: Lock;
}

/**
 * Reads a graph from a file that `compile --target graph` wrote (by its name's ending, `.json`), or compiles a file's pipelines.
 * TypeScript is loaded only for the latter.
 *
 * @param root - The repository's root. Default: of a pipeline, what the compiler finds; of a saved graph, the nearest
 * folder above the working directory that has `.git`, else the working directory.
 * @param meanwhile - Loads what comes after a compilation, at the time when that costs least.
 */
export async function load(file: string, root?: string, meanwhile?: () => Promise<unknown>): Promise<Loaded> {
  const loaded = await read(file, root, meanwhile);
  const { lock, diagnostics } = loadLock(loaded.root);
  const { graphs, graph, ...rest } = loaded;
  if (diagnostics.length > 0) {
    return { ...rest, graphs: [], diagnostics: [...loaded.diagnostics, ...diagnostics], lock };
  }
  const keys = await Promise.all(graphs.map((one) => missingKeyFiles(one, loaded.root)));
  return {
    ...rest,
    graphs: graphs.map((one) => pinImages(one, lock)),
    ...(graph && { graph: pinImages(graph, lock) }),
    diagnostics: [...loaded.diagnostics, ...keys.flat()],
    lock,
  };
}

async function read(
  file: string,
  root: string | undefined,
  meanwhile: (() => Promise<unknown>) | undefined,
): Promise<Omit<Loaded, "lock">> {
  if (isProviderFile(file)) {
    const folder = resolve(root ?? repositoryAbove(process.cwd()));
    return { graphs: [], diagnostics: [diagnostic("WB6042", { file })], root: folder, source: textOf };
  }
  if (!file.endsWith(".json")) {
    const { compile } = await import("../compiler/compile.ts");
    return compile(file, { ...(root !== undefined && { root: resolve(root) }), ...(meanwhile && { meanwhile }) });
  }
  const folder = resolve(root ?? repositoryAbove(process.cwd()));
  const source: Sources = (name) => textOf(resolve(folder, name));
  const text = textOf(file);
  if (text === undefined) {
    return { graphs: [], diagnostics: [diagnostic("WB1001", { file, folder: process.cwd() })], root: folder, source };
  }
  const { parseGraph } = await import("../compiler/graph/parse.ts");
  const { checkGraph } = await import("../compiler/graph/passes/index.ts");
  const { withoutAccepted } = await import("../compiler/graph/accepted.ts");
  const { providers } = await import("../compiler/targets/providers.ts");
  const { checkSavedGraph } = await import("../compiler/lowering/saved-graph-rules.ts");
  const { graph, diagnostics } = parseGraph(text, file);
  if (!graph) return { graphs: [], diagnostics, root: folder, source };
  const unsafe = checkSavedGraph(graph, text, file);
  // A file can say anything: what the compiler proves of a pipeline is proved of the graph once more.
  const found = [
    ...diagnostics,
    ...(unsafe.length > 0 ? unsafe : withoutAccepted(checkGraph(graph, providers), [graph])),
  ];
  if (!acceptable(found)) return { graphs: [], diagnostics: found, root: folder, source };
  return { graphs: [graph], graph, diagnostics: found, root: folder, source };
}

/** Whether a path is that of a provider's own file, and not of a pipeline or a saved graph. */
export const isProviderFile = (file: string): boolean => /\.ya?ml$/i.test(file);

/** The nearest folder at or above another that has `.git`; without one, that folder. */
export function repositoryAbove(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(resolve(current, ".git"))) return current;
    if (dirname(current) === current) return folder;
  }
}
