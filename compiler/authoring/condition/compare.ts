import { and as allOf, or as anyOf, equal, isSet, not as negate, same } from "../../expr/build.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "../../expr/model.ts";
import type { Mark } from "./declared.ts";
import { operand } from "./output.ts";
import { problemsOf } from "./problem.ts";
import {
  isChoice,
  isPlain,
  isPullRequest,
  isText,
  isTruth,
  isVariable,
  ON_PULL_REQUEST,
  truth,
  type Value,
} from "./value.ts";

/** `left === right`. */
export function eq(_at: Mark, left: Value, right: Value): Value {
  return compare(left, right, false);
}

/** `left == right`: as `===`, but null and undefined are one. What coerces otherwise, types do not let through. */
export function looseEq(_at: Mark, left: Value, right: Value): Value {
  return compare(left, right, true);
}

function compare(left: Value, right: Value, loose: boolean): Value {
  const problems = problemsOf(left, right);
  if (problems) return problems;
  const plain = (value: Value) => (loose && value === null ? undefined : value);
  return truth(equality(plain(operand(left)), plain(operand(right))));
}

/** The condition under which two values are the same. Whatever is unset is undefined. */
export function equality(left: Value, right: Value): Expr {
  if (isChoice(left)) {
    return anyOf(
      allOf(left.test, equality(operand(left.then), right)),
      allOf(negate(left.test), equality(operand(left.otherwise), right)),
    );
  }
  if (isChoice(right)) return equality(right, left);
  if (isPlain(left)) return isPlain(right) ? constant(left === right) : equality(right, left);
  if (isVariable(left)) {
    if (isVariable(right)) return sameOf(left.variable, right.variable);
    if (right === undefined) return negate(isSet(left.variable));
    if (isPullRequest(right)) return allOf(negate(isSet(left.variable)), negate(ON_PULL_REQUEST));
    if (right === "" && isText(left.variable)) return negate(isSet(left.variable));
    return typeof right === "string" ? equal(left.variable, right) : NEVER;
  }
  if (isTruth(left)) {
    if (typeof right === "boolean") return right ? left.expr : negate(left.expr);
    if (!isTruth(right)) return NEVER;
    return anyOf(allOf(left.expr, right.expr), allOf(negate(left.expr), negate(right.expr)));
  }
  // What is left is the pull request: equal to itself, and to undefined where there is none.
  if (isPullRequest(right)) return ALWAYS;
  if (isVariable(right)) return equality(right, left);
  return right === undefined ? negate(ON_PULL_REQUEST) : NEVER;
}

/** An empty text is not what is undefined, though both are unset. */
function sameOf(left: Variable, right: Variable): Expr {
  const alike = same(left, right);
  return isText(left) === isText(right) ? alike : allOf(alike, isSet(left));
}

const constant = (value: boolean): Expr => (value ? ALWAYS : NEVER);
