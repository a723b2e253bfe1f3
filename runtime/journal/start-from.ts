import { type Diagnostic, DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { RunFacts } from "../../compiler/expr/model.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { withNeeds } from "../scheduler/index.ts";
import type { Store } from "../store/store.ts";
import type { Asked, JobEnded } from "./entry.ts";
import type { PastRun } from "./history.ts";
import { otherResults } from "./other.ts";
import { following, neededFrom, type Plan } from "./plan.ts";
import { whyLost } from "./saved-result.ts";

export interface Beginning {
  readonly graph: StageGraph;
  readonly from: readonly string[];
  /** Where it ends; empty: with all that follows. */
  readonly jobs: readonly string[];
}

/** The jobs that run when one begins in the middle. */
export function runningFrom({ graph, from, jobs }: Beginning): ReadonlySet<string> {
  const after = following(graph.jobs, new Set(from));
  if (jobs.length === 0) return after;
  const before = withNeeds(graph, jobs);
  return new Set([...after].filter((id) => before.has(id)));
}

/** A complaint where nothing is to be run. */
export function emptyFrom(beginning: Beginning): readonly Diagnostic[] {
  const { graph, from, jobs } = beginning;
  const known = (names: readonly string[]) => names.every((name) => graph.jobs.some(({ id }) => id === name));
  if (from.length === 0 || !known([...from, ...jobs]) || runningFrom(beginning).size > 0) return [];
  return [diagnostic("WB4057", { from: from.join(", "), job: jobs.join(", ") })];
}

/** A run that begins in the middle, and what it is a run of. */
export interface Request extends Beginning {
  readonly asked: Asked;
  readonly facts: RunFacts;
}

/**
 * What the running jobs need of earlier ones. All of it is of one run, the newest that has it: what was tested in it is
 * what was built in it. A result is taken only where the same job would give it now: see {@link otherResults}.
 *
 * @returns undefined: nothing is needed
 * @throws {DiagnosticError} WB4056 when no run has left all of it
 */
export async function planFrom(
  request: Request,
  runs: readonly PastRun[],
  store: Store | undefined,
): Promise<Plan | undefined> {
  const { graph, facts } = request;
  const needed = neededFrom(graph, runningFrom(request), facts);
  if (needed.length === 0) return undefined;
  let best: readonly string[] | undefined;
  for (const run of runs) {
    const { taken, missing } = await found(run, needed, { request, store });
    if (missing.length === 0) return { run, because: "from", taken };
    if (!best || missing.length < best.length) best = missing;
  }
  const missing = (best ?? needed.map((job) => `${job} has not been run here`)).join("; ");
  const needs = needed.map((job) => `--job ${job}`).join(" ");
  throw new DiagnosticError(diagnostic("WB4056", { from: request.from.join(", "), missing, needs }));
}

interface Search {
  readonly request: Request;
  readonly store: Store | undefined;
}

async function found(run: PastRun, needed: readonly string[], { request, store }: Search) {
  const taken = new Map<string, JobEnded>();
  const missing: string[] = [];
  const other = otherResults(request, run);
  for (const job of needed) {
    const ended = run.ended.get(job);
    const lost = ended ? ((await whyLost(store, ended)) ?? other(job, ended)) : "did not end";
    if (ended && lost === undefined) taken.set(job, ended);
    else missing.push(`${job} ${lost} in the run ${run.start.run}`);
  }
  return { taken, missing };
}
