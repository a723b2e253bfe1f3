import type { JobBase } from "./job.ts";

/** A value in a provider's own file. */
export type NativeValue = string | number | boolean | null | readonly NativeValue[] | NativeKeys;

/** Keys of a provider's own file. */
export interface NativeKeys {
  readonly [key: string]: NativeValue;
}

/**
 * Keys that a job, or the file, has on one provider beside what the graph says, by the provider's name. They are merged last
 * into the keys that Waybill emits.
 */
export type Native = Readonly<Record<string, NativeKeys>>;

/**
 * A job as providers have it, with all its keys in `native` but those that place it in the graph. On a provider without keys
 * it is left out, as if its condition did not hold. What it does is unknown, so no proof may rest on it.
 */
export interface NativeJob extends JobBase {
  readonly kind: "native";
  readonly native: Native;
}
