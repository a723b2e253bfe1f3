import type { ConditionProblem, Mark } from "./declared.ts";
import { type Inexpressible, inexpressible, isInexpressible, type Value } from "./value.ts";

/** Said of an operation on a value of the run. */
export const laterValue = "a value that is known only while the pipeline runs";

export function problem(at: Mark, what: string, instead: string): Inexpressible {
  return inexpressible([{ at, what, instead, via: [] }]);
}

/** The problems of all operands as one, or undefined when there is none. */
export function problemsOf(...values: readonly Value[]): Inexpressible | undefined {
  const problems = values.filter(isInexpressible).flatMap((one) => one.problems);
  return problems.length > 0 ? inexpressible(problems) : undefined;
}

/** The same problem, reached through a call of a helper. */
export function through(at: Mark, value: Value): Value {
  if (!isInexpressible(value)) return value;
  return inexpressible(value.problems.map((one): ConditionProblem => ({ ...one, via: [...one.via, at] })));
}

/** What plain JavaScript threw, inside a condition. */
export function thrown(at: Mark, error: unknown): Inexpressible {
  const reason = error instanceof Error ? error.message : String(error);
  return problem(at, `a part that throws (${reason})`, "make sure that what it is called with is there");
}
