import type { Span } from "../../diagnostics/location.ts";
import type { Expr } from "../../expr/model.ts";
import type { Json } from "../yaml/index.ts";

/**
 * What a provider does with a file, in a normal form: each provider's importer reads both the original and what the written
 * pipeline is compiled to into one of these. Settings of the file, defaults of the provider and inherited values are part of
 * each job, so that two jobs with equal behaviours do the same whatever stands around them.
 */
export interface Behaviour {
  readonly jobs: readonly JobBehaviour[];
}

/** A job, or an instance of its matrix. */
export interface JobBehaviour {
  /** Its key in the file. */
  readonly job: string;
  /** The values of its matrix as one text; empty: it has none. */
  readonly instance: string;
  readonly at: Span;
  /** On which runs of the project it takes part: triggers, rules of the file and its own condition together. */
  readonly condition: Expr;
  /**
   * Everything else that it is made of, by aspect. A key that the reader does not know is an aspect of its own with the
   * provider's value, so that nothing is left out of the comparison.
   */
  readonly aspects: Readonly<Record<string, Json>>;
}
