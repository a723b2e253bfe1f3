import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Job } from "../../compiler/graph/model/index.ts";
import type { Ended } from "../scheduler/index.ts";
import type { Store } from "../store/store.ts";
import type { RunState } from "../values/state.ts";
import type { Plan } from "./plan.ts";
import { replayLeft, takeArtifacts } from "./saved-result.ts";

export interface TakeOptions {
  readonly store: Store | undefined;
  readonly state: RunState;
  /** Those that run. */
  readonly jobs: readonly Job[];
}

/**
 * Puts what is taken where the jobs of this run find it.
 *
 * @throws {DiagnosticError} WB4058 when it is not what it was
 */
export async function takeUp(plan: Plan | undefined, { store, state, jobs }: TakeOptions): Promise<void> {
  const wanted = new Set(jobs.flatMap(({ needs }) => needs.filter(({ artifacts }) => artifacts).map(({ job }) => job)));
  for (const [job, ended] of plan?.taken ?? []) {
    const { result, left, steps } = ended;
    if (steps) state.steps.set(job, new Set(steps));
    if (result.status === "succeeded") state.outputs.set(job, result.outputs);
    if (left?.image) state.images.set(job, left.image);
    if (wanted.has(job) && !(await takeArtifacts(store, ended, state.archive(job)))) {
      throw new DiagnosticError(diagnostic("WB4058", { job, run: plan?.run.start.run ?? "" }));
    }
  }
}

/** How a job that is taken has ended, its log told again; undefined: it is not taken. */
export async function takenResult(
  { taken, run, because }: Plan,
  job: string,
  store: Store | undefined,
  emit: Parameters<typeof replayLeft>[2],
): Promise<Ended | undefined> {
  const ended = taken.get(job);
  if (!ended) return undefined;
  await replayLeft(store, ended, emit);
  const { result } = ended;
  if (result.status === "failed") return { failure: result.failure };
  if (result.status !== "succeeded") return undefined;
  return { outputs: result.outputs, cached: { run: result.cached?.run ?? run.start.run, because } };
}

/** What is taken, for people. */
export function planText({ run, because, taken, repeated = new Map() }: Plan): string {
  const begun = new Date(run.start.time).toISOString().replace(/\.\d+Z$/, "Z");
  const from = `the run ${run.start.run} of ${begun}`;
  const again = [...repeated].map(([job, why]) => `\nrepeats ${job}: it ${why}`).join("");
  return because === "resumed"
    ? `goes on with ${from}, and takes from it: ${[...taken.keys()].join(", ") || "nothing"}${again}`
    : `takes ${[...taken.keys()].join(", ")} from ${from}`;
}
