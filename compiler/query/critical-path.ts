import type { Diagnostic } from "../diagnostics/index.ts";
import { isFinal } from "../graph/final.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import { inOrder } from "../graph/order.ts";

/** The jobs that decide how long a run takes, and how long that is. */
export interface CriticalPath {
  /** Each waits for the one before it. */
  readonly jobs: readonly string[];
  /** In the unit of the durations. */
  readonly length: number;
}

/** A need that costs time, and that nothing rests on. */
export interface Advice {
  readonly job: string;
  readonly need: string;
  /** How much sooner a run ends without it, in the unit of the durations. */
  readonly gain: number;
}

/** How long each job takes, by id; one that is not known takes no time. */
export type Durations = ReadonlyMap<string, number>;

/** The longest way through a graph, where every job runs as soon as it can. */
export function criticalPath(graph: StageGraph, durations: Durations): CriticalPath {
  const ends = new Map<string, { readonly at: number; readonly after?: string }>();
  let last: string | undefined;
  for (const job of inOrder(graph.jobs)) {
    let after: string | undefined;
    for (const need of job.needs) {
      if ((ends.get(need.job)?.at ?? 0) > (ends.get(after ?? "")?.at ?? 0)) after = need.job;
    }
    const at = (ends.get(after ?? "")?.at ?? 0) + (durations.get(job.id) ?? 0);
    ends.set(job.id, { at, ...(after !== undefined && { after }) });
    if (last === undefined || at > ends.get(last)!.at) last = job.id;
  }
  const jobs: string[] = [];
  for (let at = last; at !== undefined; at = ends.get(at)?.after) jobs.unshift(at);
  return { jobs, length: last === undefined ? 0 : ends.get(last)!.at };
}

export interface AdviceOptions {
  /** Gains below this are left out, in the unit of the durations. */
  readonly least: number;
  /** What every graph is held to: advice whose graph breaks more of it is left out. */
  readonly check: (graph: StageGraph) => readonly Diagnostic[];
}

/**
 * Needs on the critical path that the job uses nothing of (no image, output or artifact), and without which the graph still
 * passes every check: a need that the proof of a delivery rests on is never among them. The best advice comes first.
 */
export function adviceFor(graph: StageGraph, durations: Durations, { least, check }: AdviceOptions): readonly Advice[] {
  const { jobs, length } = criticalPath(graph, durations);
  const problemsOf = (one: StageGraph) => check(one).map(({ code, message }) => `${code} ${message}`);
  const known = problemsOf(graph);
  const found = jobs.flatMap((id, at): readonly Advice[] => {
    const job = graph.jobs.find((one) => one.id === id);
    const need = job?.needs.find((one) => one.job === jobs[at - 1]);
    if (!job || !need || need.gate || need.artifacts || job.staged || isFinal(job)) return [];
    const without = { ...graph, jobs: graph.jobs.map((one) => (one === job ? withoutNeed(job, need.job) : one)) };
    const gain = length - criticalPath(without, durations).length;
    if (gain < least || problemsOf(without).some((problem) => !known.includes(problem))) return [];
    return [{ job: id, need: need.job, gain }];
  });
  return [...found].sort((a, b) => b.gain - a.gain);
}

const withoutNeed = (job: Job, need: string): Job => ({ ...job, needs: job.needs.filter((one) => one.job !== need) });
