import type { Condition } from "../condition/declared.ts";

/**
 * What a module's pipelines declare, as plain JSON: how it leaves the process that evaluated it. `P` is a place: of the
 * bundle when it is encoded, of the user's files once the frontend has mapped it. Nothing in it has been judged.
 */
export interface Wire<P> {
  /** Nodes of the exported pipelines, in the order in which they were declared. */
  readonly pipelines: readonly number[];
  /** Index in `pipelines` of the default export. Absent: there is none. */
  readonly main?: number;
  /** Every declared object that the pipelines reach. A reference to one is its index. */
  readonly nodes: readonly WireNode<P>[];
}

/** Why there is nothing to encode. */
export interface NoPipeline {
  readonly problem: "no-export" | "not-a-pipeline";
  /** What was exported instead: "a job", "a text", "nothing". */
  readonly what: string;
}

/** A declared object: `kind`, `name`, `at`, `options` and whatever else its function keeps. */
export type WireNode<P> = { readonly [field: string]: WireValue<P> };

/**
 * A value as the author wrote it. Objects with a key that begins with `$` are tagged; in an author's own object such a
 * key has one `$` more.
 */
export type WireValue<P> =
  | string
  | number
  | boolean
  | null
  | readonly WireValue<P>[]
  | WireTag<P>
  | { readonly [key: string]: WireValue<P> };

export type WireTag<P> =
  /** A declared object, by its index in `nodes`. */
  | { readonly $ref: number }
  /** Where something was declared. */
  | { readonly $at: P }
  /** A function, read as a condition. */
  | { readonly $when: Condition<P> }
  /** A value that has no place in a declaration, in words: "a bigint", "an object that contains itself". */
  | { readonly $other: string };
