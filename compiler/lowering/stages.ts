import type { DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { Edge } from "./needs.ts";

export interface Stages {
  /** In order. */
  readonly names: readonly string[];
  /** The stage of each job, by its number. */
  readonly of: ReadonlyMap<number, string>;
}

/**
 * A stage for each level of the graph: a job's level is the longest way to it. One whose jobs all build is called `build`,
 * one whose jobs all deploy `deploy`, any other `test`; a name that comes again is numbered.
 *
 * @param ordered - Each job after those it needs.
 */
export function stages(ordered: readonly DeclaredJob<Location>[], edges: ReadonlyMap<number, readonly Edge[]>): Stages {
  const levels = new Map<number, number>();
  const members: DeclaredJob<Location>[][] = [];
  for (const job of ordered) {
    const level = edges.get(job.id)!.reduce((most, edge) => Math.max(most, (levels.get(edge.job) ?? -1) + 1), 0);
    levels.set(job.id, level);
    members[level] ??= [];
    members[level].push(job);
  }
  const counts = new Map<string, number>();
  const names = members.map((jobs) => {
    const kinds = new Set(jobs.map((job) => job.kind));
    const [kind] = kinds;
    const name = kinds.size === 1 && kind !== "script" && kind !== undefined ? kind : "test";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
  return { names, of: new Map([...levels].map(([id, level]) => [id, names[level]!])) };
}
