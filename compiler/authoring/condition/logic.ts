import { and as allOf, or as anyOf, isSet, not as negate } from "../../expr/build.ts";
import { ALWAYS, type Expr, NEVER } from "../../expr/model.ts";
import type { Mark } from "./declared.ts";
import { operand } from "./output.ts";
import { problemsOf } from "./problem.ts";
import {
  choice,
  isChoice,
  isInexpressible,
  isPullRequest,
  isTruth,
  isVariable,
  ON_PULL_REQUEST,
  truth,
  type Value,
} from "./value.ts";

/** The condition under which a value counts as true: a text when it is set and not empty. */
export function truthOf(value: Value): Expr {
  const one = operand(value);
  if (isTruth(one)) return one.expr;
  if (isVariable(one)) return isSet(one.variable);
  if (isPullRequest(one)) return ON_PULL_REQUEST;
  if (isChoice(one)) {
    return one.truth ?? anyOf(allOf(one.test, truthOf(one.then)), allOf(negate(one.test), truthOf(one.otherwise)));
  }
  return one ? ALWAYS : NEVER;
}

/** The condition under which a value is neither undefined nor null. */
export function presenceOf(value: Value): Expr {
  const one = operand(value);
  if (isVariable(one)) return isSet(one.variable);
  if (isPullRequest(one)) return ON_PULL_REQUEST;
  if (isChoice(one)) {
    return anyOf(allOf(one.test, presenceOf(one.then)), allOf(negate(one.test), presenceOf(one.otherwise)));
  }
  return one === undefined || one === null ? NEVER : ALWAYS;
}

const isBoolean = (value: Value) => typeof value === "boolean" || isTruth(value);

/** `left && right`. The right side is not evaluated when the left is known to be false. */
export function and(_at: Mark, left: Value, right: () => Value): Value {
  if (isInexpressible(left)) return problemsOf(left, right());
  const test = truthOf(left);
  if (test.op === "constant") return test.value ? right() : left;
  const then = right();
  if (isInexpressible(then)) return then;
  const both = allOf(test, truthOf(then));
  return isBoolean(left) && isBoolean(then) ? truth(both) : choice(test, then, left, both);
}

/** `left || right`. */
export function or(_at: Mark, left: Value, right: () => Value): Value {
  if (isInexpressible(left)) return problemsOf(left, right());
  const test = truthOf(left);
  if (test.op === "constant") return test.value ? left : right();
  const otherwise = right();
  if (isInexpressible(otherwise)) return otherwise;
  const either = anyOf(test, truthOf(otherwise));
  return isBoolean(left) && isBoolean(otherwise) ? truth(either) : choice(test, left, otherwise, either);
}

/** `left ?? right`. */
export function nullish(_at: Mark, left: Value, right: () => Value): Value {
  if (isInexpressible(left)) return problemsOf(left, right());
  const present = presenceOf(left);
  if (present.op === "constant") return present.value ? left : right();
  const otherwise = right();
  return isInexpressible(otherwise) ? otherwise : choice(present, left, otherwise);
}

/** `!value`. */
export function not(_at: Mark, value: Value): Value {
  return isInexpressible(value) ? value : truth(negate(truthOf(value)));
}

/** `test ? then : otherwise`. */
export function cond(_at: Mark, test: Value, then: () => Value, otherwise: () => Value): Value {
  if (isInexpressible(test)) return problemsOf(test, then(), otherwise());
  const condition = truthOf(test);
  if (condition.op === "constant") return condition.value ? then() : otherwise();
  const [yes, no] = [then(), otherwise()];
  const problems = problemsOf(yes, no);
  if (problems) return problems;
  if (!isBoolean(yes) || !isBoolean(no)) return choice(condition, yes, no);
  return truth(anyOf(allOf(condition, truthOf(yes)), allOf(negate(condition), truthOf(no))));
}

/** A value as a condition: what an `if` or the predicate's own result makes of it. */
export function truthy(_at: Mark, value: Value): Value {
  return isInexpressible(value) ? value : truth(truthOf(value));
}
