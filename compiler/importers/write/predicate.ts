import { describe } from "../../expr/describe.ts";
import type { Equal, Expr, Matches, Variable } from "../../expr/model.ts";
import { isAlwaysSet } from "../../expr/run-variables.ts";
import { axisOf } from "../foreign.ts";
import { type Code, concat, operands } from "./code.ts";
import { member } from "./names.ts";

/** How a condition's variables of other jobs are written. */
export interface Naming {
  /** The constant of a job. */
  readonly job: (id: string) => string;
  /** The constant of a step. */
  readonly step: (id: string) => string;
  /** The value of a matrix in the function that has it. */
  readonly axis: (name: string) => string;
}

/** A condition as the body of a predicate. What asks for the matrix is an ordinary comparison of constants. */
export function conditionCode(expr: Expr, naming: Naming): Code {
  switch (expr.op) {
    case "and":
    case "or": {
      const sign = expr.op === "and" ? "&&" : "||";
      return operands(
        sign,
        expr.operands.map((one) => part(one, naming)),
      );
    }
    case "not":
      return negated(expr.operand, naming);
    case "equal":
      return comparison(variableCode(expr.variable, naming), "===", writtenOf(expr));
    case "same":
      return `${variableCode(expr.left, naming)} === ${variableCode(expr.right, naming)}`;
    case "startsWith":
    case "endsWith":
    case "includes": {
      const subject = variableCode(expr.variable, naming);
      const call = `${expr.op}(${JSON.stringify(expr.value)})`;
      return isOptional(expr.variable) ? `${subject}?.${call} === true` : `${subject}.${call}`;
    }
    case "matches":
      return matchCode(expr, naming);
    case "flag":
      return expr.name === "protected" ? describe(expr) : `${describe(expr)} === true`;
    case "label":
      return `${describe(expr)} === true`;
    case "constant":
    case "changed":
      return describe(expr);
  }
}

/** In brackets where it consists of several parts. */
function part(expr: Expr, naming: Naming): Code {
  const code = conditionCode(expr, naming);
  return expr.op === "and" || expr.op === "or" || (expr.op === "matches" && isOptional(expr.variable))
    ? concat("(", code, ")")
    : code;
}

/** A variable that may be unset does not match. */
function matchCode({ variable, pattern, flags }: Matches, naming: Naming): Code {
  const subject = variableCode(variable, naming);
  // TypeScript knows nothing of what a call has returned before.
  const isCall = subject.endsWith(")");
  const tested = isCall && isOptional(variable) ? `${subject} ?? ""` : subject.replace("?.", ".");
  const test = `/${escapeSlash(pattern)}/${flags}.test(${tested})`;
  return isOptional(variable) ? operands("&&", [`${subject} !== undefined`, test]) : test;
}

function negated(operand: Expr, naming: Naming): Code {
  if (operand.op === "equal") return comparison(variableCode(operand.variable, naming), "!==", writtenOf(operand));
  if (operand.op === "same") {
    return `${variableCode(operand.left, naming)} !== ${variableCode(operand.right, naming)}`;
  }
  if (operand.op === "flag" || operand.op === "label") return `!${describe(operand)}`;
  if (operand.op === "startsWith" || operand.op === "endsWith" || operand.op === "includes") {
    const code = conditionCode(operand, naming);
    return `!${String(code).replace(/ === true$/, "")}`;
  }
  return concat("!", part(operand, naming));
}

/** To the steps after it, an output that was not set is an empty text. */
const writtenOf = ({ variable, value }: Equal) => (variable.kind === "step" ? (value ?? "") : value);

const comparison = (left: string, sign: string, value: string | null) =>
  `${left} ${sign} ${value === null ? "undefined" : JSON.stringify(value)}`;

function variableCode(variable: Variable, naming: Naming): string {
  const axis = axisOf(variable);
  if (axis !== undefined) return naming.axis(axis);
  if (variable.kind === "output") return `${naming.job(variable.job)}.outputs${member(variable.name)}`;
  if (variable.kind === "step") {
    const [kind, ...name] = variable.name.split(".");
    return `${naming.step(variable.step)}.${kind}${kind === "outputs" ? member(name.join(".")) : ""}`;
  }
  if (variable.kind === "vars") return `run.vars${member(variable.name)}`;
  const text = describe({ op: "equal", variable, value: null });
  return text.slice(0, text.indexOf(" ==="));
}

const isOptional = (variable: Variable) =>
  axisOf(variable) === undefined &&
  variable.kind !== "output" &&
  variable.kind !== "step" &&
  variable.kind !== "input" &&
  !isAlwaysSet(variable);

const escapeSlash = (pattern: string) => pattern.replaceAll(/(\\.)|\//g, (found, kept) => kept ?? `\\${found}`);
