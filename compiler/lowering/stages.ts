import type { Draft, Edge } from "./draft.ts";

export interface Stages {
  /** In order. */
  readonly names: readonly string[];
  /** The stage of each job, by its number. */
  readonly of: ReadonlyMap<number, string>;
}

/**
 * A stage for each level of the graph: a job's level is the longest way to it; final jobs have the last one to themselves. One whose jobs all build is called `build`,
 * one whose jobs all deploy `deploy`, one of final jobs `finally`, any other `test`; a name that comes again is numbered.
 *
 * @param ordered - Each job after those it needs.
 */
export function stages(
  ordered: readonly Draft[],
  edges: ReadonlyMap<number, readonly Edge[]>,
  authored?: readonly string[],
): Stages {
  if (authored) return authoredStages(ordered, authored);
  return derivedStages(ordered, edges);
}

/** A job that names no stage is in the one that is called for what it does, or in the first. */
function authoredStages(ordered: readonly Draft[], names: readonly string[]): Stages {
  const usual = ({ job }: Draft) => (job.kind === "script" ? "test" : job.kind);
  const of = ordered.map((draft): [number, string] => {
    const named = [draft.stage, usual(draft)].find((name) => name !== undefined && names.includes(name));
    return [draft.number, named ?? names[0] ?? "test"];
  });
  return { names: names.length > 0 ? names : ["test"], of: new Map(of) };
}

function derivedStages(ordered: readonly Draft[], edges: ReadonlyMap<number, readonly Edge[]>): Stages {
  const levels = new Map<number, number>();
  const members: Draft[][] = [];
  const last = ({ isFinal }: Draft) => isFinal;
  for (const job of [...ordered.filter((draft) => !last(draft)), ...ordered.filter(last)]) {
    if (last(job) && !members.at(-1)?.every(last)) members.push([]);
    const after = edges.get(job.number)!.map((edge) => (levels.get(edge.job) ?? -1) + 1);
    const level = last(job) ? members.length - 1 : Math.max(0, ...after);
    levels.set(job.number, level);
    members[level] ??= [];
    members[level].push(job);
  }
  const counts = new Map<string, number>();
  const names = members.map((jobs) => {
    const kinds = new Set(jobs.map((job) => (last(job) ? "finally" : job.job.kind)));
    const [kind] = kinds;
    const name = kinds.size === 1 && kind !== "script" && kind !== "native" && kind !== undefined ? kind : "test";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
  return { names, of: new Map([...levels].map(([number, level]) => [number, names[level]!])) };
}
