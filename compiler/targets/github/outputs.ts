import type { Expr, Variable } from "../../expr/model.ts";

/** Jobs whose outputs a condition reads. */
export function outputsIn(expr: Expr): readonly string[] {
  const of = (variable: Variable) => (variable.kind === "output" ? [variable.job] : []);
  switch (expr.op) {
    case "and":
    case "or":
      return expr.operands.flatMap(outputsIn);
    case "not":
      return outputsIn(expr.operand);
    case "same":
      return [...of(expr.left), ...of(expr.right)];
    case "constant":
    case "changed":
    case "flag":
      return [];
    default:
      return of(expr.variable);
  }
}
