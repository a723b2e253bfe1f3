import type { StageGraph } from "./model/index.ts";

/** Fields that come first, in this order; the others follow by name. */
const FIRST = ["$schema", "version", "kind", "op", "id", "name", "source", "job"];

/**
 * The graph as JSON: keys in a fixed order, two spaces, a newline at the end. Equal graphs give equal bytes, in whatever
 * order their fields were made.
 */
export function printGraph(graph: StageGraph): string {
  return `${JSON.stringify(ordered(graph), null, 2)}\n`;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, ordered(one)]));
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}
