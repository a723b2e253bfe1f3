import { type ConditionFacts, type Expr, exprKey, implies } from "../expr/index.ts";

/**
 * A memory of what implies what: thousands of jobs share a few conditions. The answer is a run that shows the contrary, or
 * undefined where there is none.
 */
export function contradictions(): (given: Expr, wanted: Expr) => ConditionFacts | undefined {
  const answers = new Map<string, ConditionFacts | undefined>();
  return (given, wanted) => {
    if (wanted.op === "constant" && wanted.value) return undefined;
    const key = `${exprKey(given)} => ${exprKey(wanted)}`;
    if (!answers.has(key)) {
      const answer = implies(given, wanted);
      answers.set(key, answer.holds ? undefined : answer.counterexample);
    }
    return answers.get(key);
  };
}

/** The same as a yes or no. */
export function prover(): (given: Expr, wanted: Expr) => boolean {
  const contradiction = contradictions();
  return (given, wanted) => contradiction(given, wanted) === undefined;
}
