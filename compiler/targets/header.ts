import type { StageGraph } from "../graph/model/index.ts";

/** The comment at the top of a file: where it comes from, and how to make it anew. */
export function header(
  graphs: readonly StageGraph[],
  target: string,
  notes: readonly string[] = [],
): readonly string[] {
  const sources = [...new Set(graphs.map(({ source }) => source))];
  return [
    `Made from ${sources.join(", ")} by Waybill. Do not edit: change the source, then run`,
    `  npx waybill compile ${sources.join(" ")} --target ${target}`,
    ...notes.flatMap((note) => ["", note]),
  ];
}
