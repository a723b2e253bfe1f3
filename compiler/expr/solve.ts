import { type Atom, asLiteral, assume, type Literal, substitute, variablesOf, withValue } from "./assume.ts";
import { and, not } from "./build.ts";
import { choose, groupOf } from "./constraints.ts";
import { chooseFiles } from "./files.ts";
import { variableKey } from "./key.ts";
import type { Expr, Or, Variable } from "./model.ts";

/** Literals that make a condition true and can hold together; `none` when there are none, `unknown` when the search was given up. */
export type Solution = { readonly known: readonly Literal[] } | "none" | "unknown";

/** Steps after which a search is given up. Conditions that people write take a few dozen. */
const MOST_STEPS = 20_000;

/** Looks for a way to make a condition true, that has no event in it any more: DPLL, with the texts' own theory beneath. */
export function solve(expr: Expr): Solution {
  const budget = { steps: MOST_STEPS };
  return search(expr, [], budget);
}

function search(expr: Expr, known: readonly Literal[], budget: { steps: number }): Solution {
  if (expr.op === "constant") return expr.value ? { known } : "none";
  if (budget.steps-- <= 0) return "unknown";
  const unit = firstLiteral(expr);
  if (unit) {
    const all = [...known, unit];
    if (!consistent(unit.atom, all)) return "none";
    return search(learn(expr, unit), all, budget);
  }
  const clause = expr.op === "or" ? expr : branchingClause(expr);
  const rest = expr.op === "and" ? expr.operands.filter((one) => one !== clause) : [];
  const tried: Expr[] = [];
  let unknown = false;
  for (const option of clause.operands) {
    const found = search(and(option, ...tried, ...rest), known, budget);
    if (found === "unknown") unknown = true;
    else if (found !== "none") return found;
    tried.push(not(option));
  }
  return unknown ? "unknown" : "none";
}

function firstLiteral(expr: Expr): Literal | undefined {
  if (expr.op !== "and") return asLiteral(expr);
  for (const operand of expr.operands) {
    const literal = asLiteral(operand);
    if (literal) return literal;
  }
  return undefined;
}

/** The clause whose options say the most: they contradict the others soonest. */
function branchingClause(expr: Expr): Or {
  const clauses = expr.op === "and" ? expr.operands.filter((one) => one.op === "or") : [];
  const weight = (clause: Or) =>
    Math.min(...clause.operands.map((one) => (one.op === "and" ? one.operands.length : 1)));
  return clauses.reduce((best, one) => (weight(one) > weight(best) ? one : best));
}

/** What follows at once: the literal, and for a variable that is unset all that reads it. */
function learn(expr: Expr, literal: Literal): Expr {
  const { atom, holds } = literal;
  const left = assume(expr, literal);
  if (atom.op !== "equal" || !holds) return left;
  return substitute(left, (one: Atom) => withValue(one, atom.variable, atom.value));
}

function consistent(atom: Atom, known: readonly Literal[]): boolean {
  if (atom.op === "changed") return chooseFiles(known) !== "none";
  return variablesOf(atom).every((variable) => {
    const group = groupOf(variable, known);
    return !tornApart(group, known) && choose(group, known) !== "none";
  });
}

/** Two variables of the group must also differ. */
function tornApart(group: readonly Variable[], known: readonly Literal[]): boolean {
  const keys = new Set(group.map(variableKey));
  return known.some(
    ({ atom, holds }) => atom.op === "same" && !holds && variablesOf(atom).every((one) => keys.has(variableKey(one))),
  );
}
