import { type Atom, substitute, variablesOf, withValue } from "../expr/assume.ts";
import { ALWAYS, and, type Expr, exprKey, not, or, type Variable } from "../expr/index.ts";

/** The condition with each output read as unset on the runs on which its job does not run. */
export function withOutputs(condition: Expr, runs: (job: string) => Expr): Expr {
  return substitute(condition, (atom) => read(atom, variablesOf(atom), runs));
}

function read(atom: Atom, variables: readonly Variable[], runs: (job: string) => Expr): Expr | undefined {
  const [output, ...rest] = variables.filter((one) => one.kind === "output");
  if (output?.kind !== "output") return undefined;
  const present = runs(output.job);
  if (exprKey(present) === exprKey(ALWAYS)) return rest.length > 0 ? read(atom, rest, runs) : undefined;
  const absent = withValue(atom, output, null) ?? atom;
  const known = rest.length > 0 ? (read(atom, rest, runs) ?? atom) : atom;
  return or(and(present, known), and(not(present), withOutputs(absent, runs)));
}
