import type { Mark } from "./declared.ts";
import { operand } from "./output.ts";
import { laterValue, problem, problemsOf } from "./problem.ts";
import { choice, isChoice, isPlain, type Value } from "./value.ts";

/** A template literal. Its parts must be known now; a choice among known parts is one among texts. */
export function template(at: Mark, strings: readonly string[], ...values: readonly Value[]): Value {
  const problems = problemsOf(...values);
  if (problems) return problems;
  return append(at, strings, values.map(operand), strings[0] ?? "", 0);
}

function append(at: Mark, strings: readonly string[], values: readonly Value[], text: string, index: number): Value {
  if (index === values.length) return text;
  const value = values[index];
  const rest = (one: Value) => append(at, strings, values.with(index, one), text, index);
  if (isChoice(value)) {
    const [then, otherwise] = [rest(operand(value.then)), rest(operand(value.otherwise))];
    return problemsOf(then, otherwise) ?? choice(value.test, then, otherwise);
  }
  if (!isPlain(value)) {
    return problem(
      at,
      `a string made with ${laterValue}`,
      "compare that value on its own: with ===, startsWith, endsWith or includes",
    );
  }
  return append(at, strings, values, `${text}${String(value)}${strings[index + 1] ?? ""}`, index + 1);
}
