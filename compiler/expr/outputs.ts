import { asLiteral, isAtom, variablesOf } from "./assume.ts";
import { and, or } from "./build.ts";
import { ALWAYS, type Expr } from "./model.ts";
import { simplify } from "./simplify.ts";

/** Jobs whose outputs a condition reads. */
export function outputsIn(expr: Expr): readonly string[] {
  if (isAtom(expr)) return variablesOf(expr).flatMap((one) => (one.kind === "output" ? [one.job] : []));
  if (expr.op === "constant") return [];
  return expr.op === "not" ? outputsIn(expr.operand) : expr.operands.flatMap(outputsIn);
}

/** Ids of the earlier steps that the condition of a step reads. */
export function stepsIn(expr: Expr): readonly string[] {
  if (isAtom(expr)) return variablesOf(expr).flatMap((one) => (one.kind === "step" ? [one.step] : []));
  if (expr.op === "constant") return [];
  return expr.op === "not" ? stepsIn(expr.operand) : expr.operands.flatMap(stepsIn);
}

/** Whether a condition of a step can be decided only when it is the step's turn. */
export const readsSteps = (expr: Expr): boolean => stepsIn(expr).length > 0;

/** Whether a condition can be decided only when the jobs it needs have run. */
export const readsOutputs = (expr: Expr): boolean => outputsIn(expr).length > 0;

/** What can be told of a condition before any job has run: it holds wherever the condition may turn out to hold. */
export function foreseeable(expr: Expr): Expr {
  return readsOutputs(expr) ? simplify(widened(simplify(expr))) : expr;
}

function widened(expr: Expr): Expr {
  if (asLiteral(expr)) return readsOutputs(expr) ? ALWAYS : expr;
  if (expr.op === "and") return and(...expr.operands.map(widened));
  return expr.op === "or" ? or(...expr.operands.map(widened)) : expr;
}

/** What is left to ask of a condition where its {@link foreseeable} part holds. */
export function unforeseeable(expr: Expr): Expr {
  const simple = simplify(expr);
  return simple.op === "and" ? and(...simple.operands.filter(readsOutputs)) : readsOutputs(simple) ? simple : ALWAYS;
}
