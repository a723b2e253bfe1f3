import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { valuesOf } from "../../compiler/graph/walk.ts";

type Lookup = (name: string) => string | undefined;

/**
 * The look-up with contents in place of paths: what steps are given as a file may be kept as one, as `KUBECONFIG` is on most
 * machines. Only an absolute path of a file that is there counts as one.
 */
export function withFileContents(graph: StageGraph, lookup: Lookup): Lookup {
  const values = graph.jobs.flatMap(valuesOf);
  const files = new Set(values.flatMap((value) => (value.kind === "secretFile" ? [value.name] : [])));
  return (name) => {
    const value = lookup(name);
    return value !== undefined && files.has(name) && isFile(value) ? readFileSync(value, "utf8") : value;
  };
}

const isFile = (path: string): boolean =>
  isAbsolute(path) && !path.includes("\0") && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
