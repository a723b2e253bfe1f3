import { and, type ConditionFacts, type Expr, exprKey, not } from "../expr/index.ts";
import { findRun, type Search } from "./search.ts";

/** How a condition has changed, over all runs. */
export interface ConditionComparison {
  /**
   * - `same`: proved to hold on the same runs.
   * - `wider`, `narrower`: it holds on more runs and proved on no fewer, or the other way round.
   * - `different`: it holds on some runs where it did not, and no longer on others.
   * - `unknown`: the solver gave up on a direction in which it found no example.
   */
  readonly verdict: "same" | "wider" | "narrower" | "different" | "unknown";
  /** A run on which it holds now, and did not before. */
  readonly gained?: ConditionFacts;
  /** A run on which it held before, and does not now. */
  readonly lost?: ConditionFacts;
  /** Directions in which the solver gave up; empty: the verdict is proved. */
  readonly gaveUp: readonly ("gained" | "lost")[];
}

/**
 * Compares two conditions over all events, facts, variables, outputs and changed files, with an example for each direction in
 * which they differ.
 *
 * @param within - Runs that count, such as those that start the pipeline. Default: all.
 *
 * @example
 * ```ts
 * const { verdict, gained } = compareConditions(equal(RUN.branch, "main"), isSet(RUN.branch));
 * // verdict: "wider"; gained: a push to `other`
 * ```
 */
export function compareConditions(before: Expr, after: Expr, within?: Expr): ConditionComparison {
  if (exprKey(before) === exprKey(after)) return { verdict: "same", gaveUp: [] };
  const among = (condition: Expr) => (within ? and(within, condition) : condition);
  const gained = findRun(among(and(after, not(before))));
  const lost = findRun(among(and(before, not(after))));
  return {
    verdict: verdictOf(gained, lost),
    ...(gained.kind === "run" && { gained: gained.run }),
    ...(lost.kind === "run" && { lost: lost.run }),
    gaveUp: [
      ...(gained.kind === "unknown" ? (["gained"] as const) : []),
      ...(lost.kind === "unknown" ? (["lost"] as const) : []),
    ],
  };
}

function verdictOf(gained: Search, lost: Search): ConditionComparison["verdict"] {
  if (gained.kind === "run" && lost.kind === "run") return "different";
  if (gained.kind === "unknown" || lost.kind === "unknown") return "unknown";
  if (gained.kind === "run") return "wider";
  return lost.kind === "run" ? "narrower" : "same";
}
