import type { Span } from "../../diagnostics/location.ts";

/** What became of a job. */
export interface Verdict {
  /** Its key in the file that was imported. */
  readonly job: string;
  readonly at: Span;
  /**
   * - `same`: proved to do the same, on the same runs.
   * - `but`: the same but for `differences`.
   * - `native`: kept as the provider has it; what differs all the same is in `differences`.
   * - `notCarried`: it is not in the result, or only in parts that do nothing alone.
   */
  readonly kind: "same" | "but" | "native" | "notCarried";
  readonly differences: readonly Difference[];
  /**
   * What of it stays in the provider's own words: native keys and steps. They are the same text, and the language knows nothing
   * of what they do.
   */
  readonly kept: readonly KeptPart[];
}

/** A key or a step of a job that is kept as the provider has it. */
export interface KeptPart {
  /** A key, or `step` and its number. */
  readonly what: string;
  readonly at: Span;
}

export interface Difference {
  /** What differs, such as `condition` or `steps[2].env.CI`. */
  readonly aspect: string;
  readonly was: string;
  readonly now: string;
  /** A run on which it shows. */
  readonly example?: string;
}

/** In the words of a report. */
export const VERDICTS: Readonly<Record<Verdict["kind"], string>> = {
  same: "the same, proved",
  but: "the same but for",
  native: "kept as it was (native)",
  notCarried: "not carried",
};
