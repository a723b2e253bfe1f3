import { and, equal, not, or } from "./build.ts";
import { testText } from "./evaluate.ts";
import { exprKey, variableKey } from "./key.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "./model.ts";

/** A condition that has no parts. */
export type Atom = Exclude<Expr, { op: "and" | "or" | "not" | "constant" }>;

/** An atom, or the negation of one. */
export interface Literal {
  readonly atom: Atom;
  readonly holds: boolean;
}

export const isAtom = (expr: Expr): expr is Atom => !["and", "or", "not", "constant"].includes(expr.op);

export function asLiteral(expr: Expr): Literal | undefined {
  if (isAtom(expr)) return { atom: expr, holds: true };
  return expr.op === "not" && isAtom(expr.operand) ? { atom: expr.operand, holds: false } : undefined;
}

/** The variables an atom reads. */
export function variablesOf(atom: Atom): readonly Variable[] {
  if (atom.op === "same") return [atom.left, atom.right];
  return "variable" in atom ? [atom.variable] : [];
}

/** The condition with every atom replaced for which `decide` gives an answer or another condition. */
export function substitute(expr: Expr, decide: (atom: Atom) => Expr | undefined): Expr {
  switch (expr.op) {
    case "constant":
      return expr;
    case "not": {
      const operand = substitute(expr.operand, decide);
      return operand === expr.operand ? expr : not(operand);
    }
    case "and":
    case "or": {
      const operands = expr.operands.map((operand) => substitute(operand, decide));
      if (operands.every((operand, index) => operand === expr.operands[index])) return expr;
      return expr.op === "and" ? and(...operands) : or(...operands);
    }
    default:
      return decide(expr) ?? expr;
  }
}

/** What is left of a condition where a literal is known to hold: the atom itself is decided, and others on its variable may be. */
export function assume(expr: Expr, literal: Literal): Expr {
  const key = exprKey(literal.atom);
  return substitute(expr, (atom) => {
    if (exprKey(atom) === key) return literal.holds ? ALWAYS : NEVER;
    return consequence(atom, literal);
  });
}

function consequence(atom: Atom, { atom: known, holds }: Literal): Expr | undefined {
  if (!("variable" in known)) return undefined;
  if (known.op === "equal" && holds) return withValue(atom, known.variable, known.value);
  if (holds && atom.op === "equal" && reads(atom, known.variable)) {
    return atom.value === null || !testText(known as Exclude<typeof known, { op: "equal" }>, atom.value)
      ? NEVER
      : undefined;
  }
  return undefined;
}

const reads = (atom: Atom, variable: Variable) =>
  variablesOf(atom).some((one) => variableKey(one) === variableKey(variable));

/** The atom where a variable's value is known; undefined when it does not read that variable. */
export function withValue(atom: Atom, variable: Variable, value: string | null): Expr | undefined {
  if (!reads(atom, variable)) return undefined;
  switch (atom.op) {
    case "equal":
      return atom.value === value ? ALWAYS : NEVER;
    case "same":
      return equal(variableKey(atom.left) === variableKey(variable) ? atom.right : atom.left, value);
    case "startsWith":
    case "endsWith":
    case "includes":
    case "matches":
      return value !== null && testText(atom, value) ? ALWAYS : NEVER;
    default:
      return undefined;
  }
}
