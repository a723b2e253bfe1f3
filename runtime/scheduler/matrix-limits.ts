import type { Job, Matrix } from "../../compiler/graph/model/index.ts";
import type { JobResult } from "../events.ts";

/** What holds back instances of matrices, and stops them. `N` is what the scheduler knows a job by. */
export interface Instances<N> {
  /** A matrix whose instances have just been made. */
  add(matrix: Matrix): void;
  /** Whether a job may start now as far as its matrix is concerned: `run` counts it as running, `wait` keeps it. */
  admit(node: N): "run" | "wait" | "cancel";
  /** What ends a job that runs. */
  signal(node: N, outer: AbortSignal): AbortSignal;
  /** An admitted job has ended. Those that waited for it, and may now be admitted, in the order they came. */
  ended(node: N, result: JobResult): readonly N[];
}

interface State<N> {
  readonly matrix: Matrix;
  readonly stop: AbortController;
  readonly waiting: N[];
  running: number;
}

/** Keeps `maxParallel` and `failFast` of each matrix. */
export function instances<N extends { readonly job: Job }>(matrices: readonly Matrix[]): Instances<N> {
  const states = new Map<string, State<N>>();
  const add = (matrix: Matrix): void => {
    states.set(matrix.id, { matrix, stop: new AbortController(), waiting: [], running: 0 });
  };
  matrices.forEach(add);
  const of = ({ job }: N) => (job.kind === "script" && job.matrix ? states.get(job.matrix.id) : undefined);
  return {
    add,
    admit(node) {
      const state = of(node);
      if (!state) return "run";
      if (state.stop.signal.aborted) return "cancel";
      if (state.running >= (state.matrix.maxParallel ?? Number.POSITIVE_INFINITY)) {
        state.waiting.push(node);
        return "wait";
      }
      state.running += 1;
      return "run";
    },
    signal(node, outer) {
      const state = of(node);
      return state?.matrix.failFast ? AbortSignal.any([outer, state.stop.signal]) : outer;
    },
    ended(node, result) {
      const state = of(node);
      if (!state) return [];
      state.running -= 1;
      if (state.matrix.failFast && result.status === "failed" && !result.allowed) state.stop.abort();
      return state.waiting.splice(0, state.stop.signal.aborted ? state.waiting.length : 1);
    },
  };
}
