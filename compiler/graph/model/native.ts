import type { JobBase } from "./job.ts";

/** A value in a provider's own file. */
export type NativeValue = string | number | boolean | null | readonly NativeValue[] | NativeKeys;

/** Keys of a provider's own file. */
export interface NativeKeys {
  readonly [key: string]: NativeValue;
}

/** Keys that a job, or the file, has on one provider beside what the graph says; they are merged into its own, last. */
export interface Native {
  readonly github?: NativeKeys;
  readonly gitlab?: NativeKeys;
}

/**
 * A job as providers have it, with all its keys but those that place it in the graph. Where it has none, it is left out, as
 * if its condition did not hold. Nothing is known of what it does, so nothing that is proved may rest on it.
 */
export interface NativeJob extends JobBase {
  readonly kind: "native";
  readonly github?: NativeKeys;
  readonly gitlab?: NativeKeys;
}
