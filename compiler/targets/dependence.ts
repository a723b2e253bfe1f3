import { type Atom, substitute, variablesOf, withValue } from "../expr/assume.ts";
import { and, equal, isEvent, not, or } from "../expr/build.ts";
import { satisfiable } from "../expr/decide.ts";
import { exprKey } from "../expr/key.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "../expr/model.ts";

/** Runs that every provider has, where nothing else is known of what starts a pipeline. */
export const USUAL_EVENTS: Expr = or(
  isEvent("push"),
  isEvent("pullRequest"),
  isEvent("schedule"),
  isEvent("manual"),
  isEvent("call"),
);

/** Whether a part decides a condition on some of the runs, once the rest of it is known. */
export function dependsOn(expr: Expr, atom: Atom, where: Expr): boolean {
  const key = exprKey(atom);
  const taken = (value: Expr) => substitute(expr, (one) => (exprKey(one) === key ? value : undefined));
  const [yes, no] = [taken(ALWAYS), taken(NEVER)];
  return satisfiable(and(where, or(and(yes, not(no)), and(no, not(yes)))));
}

/**
 * A condition in which a part means what the language says on runs for which the provider would say more: there, these variables are
 * unset. Only where that can be noticed.
 */
export function unsetOn(expr: Expr, atom: Atom, runs: Expr, { starts, unset }: Unset): Expr {
  if (!dependsOn(expr, atom, and(starts, runs))) return expr;
  const key = exprKey(atom);
  const guarded = or(and(not(runs), atom), and(runs, withoutValue(atom, unset)));
  return substitute(expr, (one) => (exprKey(one) === key ? guarded : undefined));
}

export interface Unset {
  readonly starts: Expr;
  readonly unset: (variable: Variable) => boolean;
}

/** What an atom is where variables are unset. Flags, labels and files are false. */
export function withoutValue(atom: Atom, unset: Unset["unset"]): Expr {
  const variables = variablesOf(atom).filter(unset);
  if (variables.length === 0) return NEVER;
  return variables.reduce<Expr>((left, one) => substitute(left, (part) => withValue(part, one, null)), atom);
}

/** That nothing is known of: it stands for what the solver would otherwise know. */
export const free = (name: string): Expr => equal({ kind: "vars", name: `free ${name}` }, "true");
