import { and, not } from "./build.ts";
import { factsOf } from "./counterexample.ts";
import type { ConditionFacts } from "./facts.ts";
import { exprKey } from "./key.ts";
import { ALWAYS, type Expr } from "./model.ts";
import { inScene, scenesFor } from "./scene.ts";
import { simplify } from "./simplify.ts";
import { solve } from "./solve.ts";

/** `counterexample`: a run on which the first condition holds and the second does not. */
export type Implication = { readonly holds: true } | { readonly holds: false; readonly counterexample: ConditionFacts };

/**
 * Whether `b` holds on every run on which `a` holds. Exact over all events and all texts, regular expressions included; a
 * condition so large that the search is given up counts as not proved.
 *
 * @example
 * ```ts
 * implies(equal(RUN.branch, "main"), isSet(RUN.branch)); // { holds: true }
 * ```
 */
export function implies(a: Expr, b: Expr): Implication {
  if (exprKey(a) === exprKey(b)) return { holds: true };
  const [given, wanted] = [simplify(a), simplify(b)];
  for (const goal of wanted.op === "and" ? wanted.operands : [wanted]) {
    const counterexample = example(and(given, not(goal)));
    if (counterexample) return { holds: false, counterexample };
  }
  return { holds: true };
}

/** A run on which the condition holds, or undefined when there is none. */
export function example(expr: Expr): ConditionFacts | undefined {
  const condition = simplify(expr);
  for (const scene of scenesFor(condition)) {
    const found = solve(simplify(inScene(condition, scene)));
    if (found === "none") continue;
    return factsOf(scene, found === "unknown" ? [] : found.known);
  }
  return undefined;
}

export const satisfiable = (expr: Expr): boolean => example(expr) !== undefined;
export const neverTrue = (expr: Expr): boolean => !satisfiable(expr);
export const alwaysTrue = (expr: Expr): boolean => implies(ALWAYS, expr).holds;
export const equivalent = (a: Expr, b: Expr): boolean => implies(a, b).holds && implies(b, a).holds;
