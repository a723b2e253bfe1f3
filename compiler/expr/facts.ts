import type { RunFacts, StepVariable } from "./model.ts";

/** Facts of a run together with what its jobs have put out so far, by job and name, and earlier steps of the same job. */
export interface ConditionFacts extends RunFacts {
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the steps before have left, by step and name: see {@link StepVariable}. */
  readonly steps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
