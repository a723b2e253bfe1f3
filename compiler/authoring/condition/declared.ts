import type { Expr } from "../../expr/model.ts";

/** A position that the frontend's transform gave to a builder call; it alone knows what place it is. */
export type Mark = number;

/** A `when` as it leaves the process that evaluated it; `P` is a place, as in {@link Wire}. */
export type Condition<P> =
  | {
      readonly kind: "expr";
      readonly expr: Expr;
      /** The jobs whose outputs it asks, by their nodes. */
      readonly uses: readonly number[];
      /** The function it is written as; `at` once the frontend has said where that is. */
      readonly mark?: Mark;
      readonly at?: P;
    }
  /** What cannot be lowered; the frontend reports it, as it knows the marks. */
  | { readonly kind: "problems"; readonly problems: readonly ConditionProblem[] }
  /** The function had not been rewritten: it was made where the compiler does not see a predicate. `mark` is where `when` names it. */
  | { readonly kind: "unread"; readonly mark?: Mark; readonly at?: P };

export interface ConditionProblem {
  readonly at: Mark;
  /** Ends the sentence "a condition cannot depend on ..."; for example "`toUpperCase` of a value that is known only while the pipeline runs". */
  readonly what: string;
  /** What may be written instead: an imperative clause. */
  readonly instead: string;
  /** Calls of helpers that led there, innermost first. */
  readonly via: readonly Mark[];
}
