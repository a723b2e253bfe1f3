import { equal } from "../expr/build.ts";
import type { Expr, ProjectVariable, Variable } from "../expr/model.ts";

/**
 * Variables that the condition language does not have, carried by ones of a project that no provider can define: a matrix's
 * values, and what a provider says that cannot be read. The solver takes each as a text of its own, so what it proves holds
 * whatever the value is.
 */
const AXIS = "matrix ";
const OPAQUE = "opaque ";

/** A value of the job's matrix. In TypeScript it is a constant of the function that is called for each instance. */
export const axisVariable = (name: string): ProjectVariable => ({ kind: "vars", name: AXIS + name });

/** The name of a matrix's value, or undefined for any other variable. */
export const axisOf = (variable: Variable): string | undefined => after(variable, AXIS);

/**
 * A condition of the provider that cannot be read. Two of one text are the same condition, and nothing else is known of it.
 *
 * @param text - As the provider has it, in a normal form: spaces and brackets that mean nothing left out.
 */
export const opaque = (text: string): Expr => equal({ kind: "vars", name: OPAQUE + text }, "true");

/** The provider's text of such a condition, or undefined for any other variable. */
export const opaqueText = (variable: Variable): string | undefined => after(variable, OPAQUE);

function after({ kind, name }: Variable, prefix: string): string | undefined {
  return kind === "vars" && name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** The variables that a condition asks for. */
export function variablesIn(expr: Expr): readonly Variable[] {
  switch (expr.op) {
    case "and":
    case "or":
      return expr.operands.flatMap(variablesIn);
    case "not":
      return variablesIn(expr.operand);
    case "same":
      return [expr.left, expr.right];
    default:
      return "variable" in expr ? [expr.variable] : [];
  }
}

/** What of a condition cannot be written in the language: the provider's own texts. */
export const unreadable = (expr: Expr): readonly string[] =>
  variablesIn(expr).flatMap((variable) => opaqueText(variable) ?? []);

/** Whether a condition asks for nothing but values of the matrix. */
export const isStatic = (expr: Expr): boolean =>
  variablesIn(expr).length > 0 &&
  variablesIn(expr).every((variable) => axisOf(variable) !== undefined) &&
  !asksRun(expr);

function asksRun(expr: Expr): boolean {
  if (expr.op === "and" || expr.op === "or") return expr.operands.some(asksRun);
  if (expr.op === "not") return asksRun(expr.operand);
  return expr.op === "changed" || expr.op === "flag" || expr.op === "label";
}
