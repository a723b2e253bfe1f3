import { evaluate } from "../../compiler/expr/evaluate.ts";
import { ALWAYS, type RunFacts } from "../../compiler/expr/model.ts";
import { readsOutputs } from "../../compiler/expr/outputs.ts";
import { isFinal } from "../../compiler/graph/final.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import type { Store } from "../store/store.ts";
import type { JobEnded } from "./entry.ts";
import type { PastRun } from "./history.ts";
import type { Outdated } from "./repeated.ts";
import { whyLost } from "./saved-result.ts";

/** What of a run is taken from an earlier one. */
export interface Plan {
  readonly run: PastRun;
  readonly because: "resumed" | "from";
  /** By job; instances of a dynamic matrix too. */
  readonly taken: ReadonlyMap<string, JobEnded>;
  /** Jobs that had succeeded and run again, with the reason in words that follow their names. */
  readonly repeated?: ReadonlyMap<string, string>;
}

/** Jobs with all that follow from them. */
export function following(jobs: readonly Job[], begin: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  // In the graph's order each job comes after those it needs.
  for (const { id, needs } of jobs) if (begin.has(id) || needs.some((need) => found.has(need.job))) found.add(id);
  return found;
}

/**
 * Jobs of a run that need not run again: those that have ended well with all that they have left still there, unless one that they
 * build on has to. Final jobs look at how the run goes, and so at this one.
 */
export async function resumable(
  graph: StageGraph,
  run: PastRun,
  { store, outdated = async () => undefined }: Resuming,
): Promise<Required<Pick<Plan, "taken" | "repeated">>> {
  const lost = new Set<string>();
  const repeated = new Map<string, string>();
  const whyRepeated = async (ended: JobEnded) => {
    const why = await whyLost(store, ended);
    if (why !== undefined) return why;
    const changed = await outdated(ended.job, ended);
    if (changed !== undefined) repeated.set(ended.job, changed);
    return changed;
  };
  for (const job of graph.jobs) {
    const ended = run.ended.get(job.id);
    if (!ended || ended.result.status === "skipped") continue;
    if (isFinal(job) || (await whyRepeated(ended)) !== undefined) lost.add(job.id);
  }
  const again = following(graph.jobs, lost);
  const known = new Set(graph.jobs.map(({ id }) => id));
  const taken = new Map<string, JobEnded>();
  for (const [id, ended] of run.ended) {
    // What is no job of the graph is one of those that a dynamic matrix has turned out to be.
    if (known.has(id) ? again.has(id) : !instanceOfTaken(graph, id, again)) continue;
    if ((await whyRepeated(ended)) === undefined) taken.set(id, ended);
  }
  for (const { id, needs } of graph.jobs) {
    const need = needs.find((one) => again.has(one.job));
    if (again.has(id) && !lost.has(id) && need && run.ended.get(id)?.result.status === "succeeded") {
      repeated.set(id, `needs ${need.job}`);
    }
  }
  return { taken, repeated };
}

/** What decides which results of a run are taken when it is resumed. */
export interface Resuming {
  readonly store: Store | undefined;
  /** Default: nothing has been edited. */
  readonly outdated?: Outdated;
}

/** Whether the dynamic matrix of an instance builds on nothing that runs again. */
function instanceOfTaken(graph: StageGraph, id: string, again: ReadonlySet<string>): boolean {
  const owner = graph.jobs.find((job) => job.kind === "script" && job.dynamic && id.startsWith(`${job.id}-`));
  return owner?.needs.every((need) => !again.has(need.job)) ?? false;
}

/** What jobs need, running themselves or not. Final jobs take what is there, and wait for nothing else. */
export function needsOf(graph: StageGraph, running: ReadonlySet<string>): ReadonlySet<string> {
  const jobs = graph.jobs.filter((job) => running.has(job.id) && !isFinal(job));
  return new Set(jobs.flatMap(({ needs }) => needs.map(({ job }) => job)));
}

/** The jobs that others need in a run that begins in the middle, and that do not run in it. */
export function neededFrom(graph: StageGraph, running: ReadonlySet<string>, facts: RunFacts): readonly string[] {
  const needed = needsOf(graph, running);
  const skipped = (job: Job) => !readsOutputs(job.when) && !evaluate(job.when, facts);
  return graph.jobs.filter((job) => needed.has(job.id) && !running.has(job.id) && !skipped(job)).map(({ id }) => id);
}

/** The graph as the scheduler gets it: what is taken waits for nothing, and for nobody. */
export function graphWith(graph: StageGraph, taken: Plan["taken"]): StageGraph {
  return { ...graph, jobs: graph.jobs.map((job) => (taken.has(job.id) ? settled(job) : job)) };
}

function settled(job: Job): Job {
  const { manual: _, concurrency: __, ...rest } = { ...job, needs: [], when: ALWAYS };
  if (rest.kind !== "script") return rest;
  const { dynamic: ___, ...script } = rest;
  return { ...script, retry: 0 };
}
