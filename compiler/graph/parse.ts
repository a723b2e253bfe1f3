import { acceptable, type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { jsonPlace } from "./json-place.ts";
import type { StageGraph } from "./model/index.ts";
import { MOST_LEVELS, nestingOf } from "./nesting.ts";
import { mismatches } from "./schema.ts";
import { checkStructure } from "./structure.ts";

export interface ParsedGraph {
  /** Present only when nothing in `diagnostics` is an error. */
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
}

/** The version of the format that is read and written. */
const VERSION = 1;

/**
 * Reads a graph that was saved as JSON: its format, its version, its schema, and that ids, needs and references hold
 * together. `file` is only named in messages.
 *
 * @example
 * ```ts
 * const { graph, diagnostics } = parseGraph(await readFile("graph.json", "utf8"), "graph.json");
 * ```
 */
export function parseGraph(text: string, file: string): ParsedGraph {
  const at = { file, line: 1, column: 1 };
  if (nestingOf(text) > MOST_LEVELS) {
    const reason = `it is nested more than ${MOST_LEVELS} levels deep`;
    return { diagnostics: [diagnostic("WB2020", { file, reason }, { at })] };
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { diagnostics: [diagnostic("WB2020", { file, reason: (error as Error).message }, { at })] };
  }
  const version =
    typeof document === "object" && document !== null && "version" in document ? document.version : undefined;
  if (version !== undefined && version !== VERSION) {
    const values = { file, version: JSON.stringify(version), known: String(VERSION) };
    return { diagnostics: [diagnostic("WB2021", values, { at })] };
  }
  const differences = mismatches(document);
  if (differences.length > 0) {
    return {
      diagnostics: differences.map(({ path, problem }) =>
        diagnostic("WB2022", { path: written(path), problem }, { at: jsonPlace(text, file, path) }),
      ),
    };
  }
  const graph = document as StageGraph;
  const diagnostics = checkStructure(graph);
  return acceptable(diagnostics) ? { graph, diagnostics } : { diagnostics };
}

function written(path: readonly string[]): string {
  const steps = path.map((part) =>
    /^\d+$/.test(part) ? `[${part}]` : /^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
  );
  return steps.join("").replace(/^\./, "") || "the document";
}
