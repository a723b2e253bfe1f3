import { and as allOf, or as anyOf, isSet, not as negate, textTest } from "../../expr/build.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import { patternProblem } from "../../expr/regex/index.ts";
import { equality } from "./compare.ts";
import type { Mark } from "./declared.ts";
import { operand } from "./output.ts";
import { laterValue, problem } from "./problem.ts";
import {
  choice,
  type Inexpressible,
  isChoice,
  isPlain,
  isText,
  isVariable,
  type SymbolicVariable,
  truth,
  type Value,
} from "./value.ts";

/** A test of a value: a condition, or why there is none. */
export type Tested = Expr | Inexpressible;

const isExpr = (tested: Tested): tested is Expr => "op" in tested;

/** A tested value as the predicate sees it: undefined where `?.` stopped. */
export const result = (tested: Tested, present: Expr, optional: boolean): Value => {
  if (!isExpr(tested)) return tested;
  return optional ? choice(present, truth(tested), undefined, tested) : truth(tested);
};

/** Applies a test to each case of a value. */
export function cases(value: Value, test: (one: Value) => Tested): Tested {
  const one = operand(value);
  if (!isChoice(one)) return test(one);
  const [then, otherwise] = [cases(one.then, test), cases(one.otherwise, test)];
  if (!isExpr(then)) return then;
  if (!isExpr(otherwise)) return otherwise;
  return anyOf(allOf(one.test, then), allOf(negate(one.test), otherwise));
}

const TEXT_TESTS = ["startsWith", "endsWith", "includes"] as const;

/** `variable.startsWith(text)` and its kind. */
export function callOnVariable(
  at: Mark,
  receiver: SymbolicVariable,
  method: string,
  args: readonly Value[],
  optional: boolean,
): Value {
  const op = TEXT_TESTS.find((one) => one === method);
  const rest = "compare it with ===, or use startsWith, endsWith, includes or a regular expression";
  if (!op) return problem(at, `\`${method}\` of ${laterValue}`, rest);
  if (args.length !== 1) return problem(at, `\`${method}\` from a position on`, `give \`${method}\` one text`);
  const tested = cases(args[0], (text) =>
    isPlain(text) && typeof text === "string"
      ? text === "" && isText(receiver.variable)
        ? ALWAYS
        : textTest(op, receiver.variable, text)
      : problem(at, `\`${method}\` with ${laterValue}`, "pass a string that is known at compile time"),
  );
  return result(tested, isSet(receiver.variable), optional);
}

const PORTABLE =
  "write it so that RE2 reads it as JavaScript does (no look-around, no backreference), or as startsWith, endsWith, includes and ===";

/** `/pattern/.test(variable)`: found anywhere; not found in what is unset. */
export function regexTest(at: Mark, regex: RegExp, args: readonly Value[]): Value {
  if (!["", "i"].includes(regex.flags)) {
    return problem(at, `a regular expression with the flags \`${regex.flags}\``, "use no flag, or only i");
  }
  const flags = regex.flags === "i" ? "i" : "";
  const wrong = patternProblem(regex.source, flags);
  if (wrong) return problem(at, `a regular expression with ${wrong}`, PORTABLE);
  const tested = cases(args[0], (one) => {
    if (isVariable(one)) {
      const matches: Expr = { op: "matches", variable: one.variable, pattern: regex.source, flags };
      return isText(one.variable) && regex.test("") ? anyOf(matches, negate(isSet(one.variable))) : matches;
    }
    if (isPlain(one)) return { op: "constant", value: one !== undefined && regex.test(String(one)) };
    return problem(
      at,
      "a regular expression on a value that is not a string",
      "test a branch, a tag or another string",
    );
  });
  return isExpr(tested) ? truth(tested) : tested;
}

/** `[...].includes(value)` and `set.has(value)`. */
export function membership(list: readonly Value[], value: Value): Value {
  return truth(anyOf(...list.map((one) => equality(operand(one), operand(value)))));
}
