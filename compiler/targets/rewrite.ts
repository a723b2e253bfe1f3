import type { StageGraph } from "../graph/model/index.ts";

/** One step on a graph's way to a provider: it returns a graph that means the same there and that the emitter can print. */
export interface Rewrite {
  /** Why the provider needs it. */
  readonly why: string;
  readonly apply: (graph: StageGraph) => StageGraph;
}

/** Applies rewrites in order. */
export const rewritten = (graph: StageGraph, rewrites: readonly Rewrite[]): StageGraph =>
  rewrites.reduce((current, { apply }) => apply(current), graph);
