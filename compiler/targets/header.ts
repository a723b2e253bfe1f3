import type { StageGraph } from "../graph/model/index.ts";

/** The comment at the top of a file: where it comes from, and how to make it anew. */
export function header(graph: StageGraph, target: string, notes: readonly string[] = []): readonly string[] {
  return [
    `Made from ${graph.source} by Waybill. Do not edit: change the source, then run`,
    `  npx waybill compile ${graph.source} --target ${target}`,
    ...notes.flatMap((note) => ["", note]),
  ];
}
