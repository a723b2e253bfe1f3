import type { Expr, Variable } from "../../../compiler/expr/model.ts";

const name = (variable: Variable) =>
  variable.kind === "run"
    ? variable.name
    : `${variable.kind === "output" ? variable.job : variable.kind}.${variable.name}`;

/** A condition in a short form that a test can compare. */
export function describeExpr(expr: Expr): string {
  switch (expr.op) {
    case "constant":
      return String(expr.value);
    case "equal":
      return `${name(expr.variable)} == ${JSON.stringify(expr.value)}`;
    case "same":
      return `${name(expr.left)} == ${name(expr.right)}`;
    case "matches":
      return `${name(expr.variable)} ~ /${expr.pattern}/${expr.flags}`;
    case "changed":
      return `changed ${expr.globs.join(" ")}`;
    case "flag":
      return expr.name;
    case "label":
      return `label ${expr.name}`;
    case "not":
      return `!${describeExpr(expr.operand)}`;
    case "and":
      return `(${expr.operands.map(describeExpr).join(" & ")})`;
    case "or":
      return `(${expr.operands.map(describeExpr).join(" | ")})`;
    default:
      return `${name(expr.variable)} ${expr.op} ${JSON.stringify(expr.value)}`;
  }
}
