import type { Expr, Variable } from "./model.ts";

const keys = new WeakMap<Expr, string>();

/** Equal for equal conditions, whatever the order of their fields. */
export function exprKey(expr: Expr): string {
  let key = keys.get(expr);
  if (key === undefined) {
    key = compute(expr);
    keys.set(expr, key);
  }
  return key;
}

/** Equal for equal variables. */
export function variableKey(variable: Variable): string {
  return variable.kind === "output"
    ? JSON.stringify([variable.kind, variable.job, variable.name])
    : variable.kind === "step"
      ? JSON.stringify([variable.kind, variable.step, variable.name])
      : `${variable.kind}.${variable.name}`;
}

function compute(expr: Expr): string {
  switch (expr.op) {
    case "constant":
      return String(expr.value);
    case "equal":
      return `${variableKey(expr.variable)}==${JSON.stringify(expr.value)}`;
    case "same":
      return `${variableKey(expr.left)}==${variableKey(expr.right)}`;
    case "startsWith":
    case "endsWith":
    case "includes":
      return `${expr.op} ${variableKey(expr.variable)} ${JSON.stringify(expr.value)}`;
    case "matches":
      return `${variableKey(expr.variable)}~${JSON.stringify(expr.pattern)}${expr.flags}`;
    case "changed":
      return `changed ${JSON.stringify(expr.globs)}`;
    case "flag":
      return expr.name;
    case "label":
      return `label ${JSON.stringify(expr.name)}`;
    case "and":
    case "or":
      return `(${expr.operands.map(exprKey).join(expr.op === "and" ? "&" : "|")})`;
    case "not":
      return `!${exprKey(expr.operand)}`;
  }
}
