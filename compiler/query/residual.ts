import { type Atom, substitute, variablesOf, withValue } from "../expr/assume.ts";
import { ALWAYS, type ConditionFacts, type Expr, evaluate, NEVER, simplify, variableValue } from "../expr/index.ts";

/**
 * What is left of a condition on a run, before any of its jobs have run: {@link ALWAYS}, {@link NEVER}, or a condition over
 * outputs and earlier steps alone. Those that the facts hold are known.
 */
export function residual(condition: Expr, facts: ConditionFacts): Expr {
  return simplify(substitute(condition, (atom) => decided(atom, facts)));
}

function decided(atom: Atom, facts: ConditionFacts): Expr | undefined {
  const unknown = variablesOf(atom).filter(
    (one) =>
      (one.kind === "output" && facts.outputs?.[one.job]?.[one.name] === undefined) ||
      (one.kind === "step" && facts.steps?.[one.step]?.[one.name] === undefined),
  );
  if (unknown.length === 0) return evaluate(atom, facts) ? ALWAYS : NEVER;
  if (atom.op !== "same") return undefined;
  const known = variablesOf(atom).find((one) => !unknown.includes(one));
  return known && withValue(atom, known, variableValue(known, facts) ?? null);
}
