import type { RunFacts } from "./model.ts";

/** Facts of a run together with what its jobs have put out so far, by job and name. */
export interface ConditionFacts extends RunFacts {
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
