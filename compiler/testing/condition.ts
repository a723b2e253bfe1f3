import type { Predicate } from "../authoring/run.ts";
import type { Expr } from "../expr/index.ts";
import { readStandalone, type StandaloneReading } from "../frontend/predicates/standalone.ts";
import type { Failures } from "./failure.ts";

/** By the function's text: a test asks the same condition of many jobs. */
const known = new Map<string, StandaloneReading>();

/** A condition of a test, read as the `when` of a pipeline is. */
export function conditionOf(condition: Predicate, assertion: (...args: never[]) => unknown, fail: Failures): Expr {
  if (typeof condition !== "function")
    return fail(assertion, "The condition of this test is not a function of the run");
  const text = Function.prototype.toString.call(condition);
  let reading = known.get(text);
  if (!reading) {
    reading = readStandalone(text);
    known.set(text, reading);
  }
  if (reading.kind === "expr") return reading.expr;
  return fail(assertion, `The condition of this test cannot be read: ${reading.reason}`, { lines: [text] });
}
