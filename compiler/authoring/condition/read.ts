import type { Expr } from "../../expr/model.ts";
import type { ConditionProblem } from "./declared.ts";
import { truthOf } from "./logic.ts";
import { thrown } from "./problem.ts";
import { symbolicRun } from "./run.ts";
import { twinOf } from "./twin.ts";
import { isInexpressible, type Value } from "./value.ts";

/** What a predicate means; or what of it cannot be lowered; or that nobody rewrote it. */
export type Reading =
  | { readonly kind: "expr"; readonly expr: Expr }
  | { readonly kind: "problems"; readonly problems: readonly ConditionProblem[] }
  | { readonly kind: "unread" };

/** Reads a predicate by calling its twin with a symbolic run. */
export function readPredicate(predicate: unknown): Reading {
  if (!twinOf(predicate)) return { kind: "unread" };
  const result = evaluate(predicate);
  return isInexpressible(result)
    ? { kind: "problems", problems: result.problems }
    : { kind: "expr", expr: truthOf(result) };
}

/** Marks of the user's predicates begin at 0; a problem of the predicate as a whole has none of its own. */
const WHOLE = -1;

function evaluate(predicate: unknown): Value {
  try {
    return (twinOf(predicate) as (run: unknown) => Value)(symbolicRun);
  } catch (error) {
    return thrown(WHOLE, error);
  }
}
