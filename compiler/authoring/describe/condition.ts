import { substitute } from "../../expr/assume.ts";
import { and, equal, same } from "../../expr/build.ts";
import { testText } from "../../expr/evaluate.ts";
import { ALWAYS, type Expr, NEVER, type OutputVariable, type Variable } from "../../expr/model.ts";
import type { CallSite } from "../call-site.ts";
import type { Condition } from "../condition/declared.ts";
import { ownerOf } from "../condition/output.ts";
import { readPredicate } from "../condition/read.ts";
import { markOf } from "../condition/twin.ts";
import type { Reader } from "./reader.ts";
import type { Walk } from "./walk.ts";

/** The condition of a job or a step, with the numbers of the jobs whose outputs it asks. */
export function describeCondition(walk: Walk, from: Reader): Condition<CallSite> | undefined {
  const predicate = from.get("when");
  if (predicate === undefined) return undefined;
  if (typeof predicate !== "function") {
    from.misuse("when", "a function of the run", predicate);
    return undefined;
  }
  const reading = readPredicate(predicate);
  if (reading.kind === "problems") return reading;
  const mark = markOf(predicate);
  const place = mark === undefined ? {} : { mark };
  if (reading.kind === "unread") return { kind: "unread", ...place };
  const owners = new Set(outputsOf(reading.expr).map(ownerOf));
  const uses = [...owners].flatMap((owner) => walk.number(owner, "when", from, "job") ?? []);
  const expr = walk.scope ? inCall(reading.expr, walk.scope.prefix) : reading.expr;
  return { kind: "expr", expr, uses, ...place };
}

/** In a pipeline that is called, the event is known, there is nothing to compare with, and jobs have longer names. */
function inCall(expr: Expr, prefix: string): Expr {
  const longer = (variable: Variable) =>
    variable.kind === "output" ? { ...variable, job: `${prefix}${variable.job}` } : variable;
  const isEvent = (variable: Variable) => variable.kind === "run" && variable.name === "event";
  return substitute(expr, (atom) => {
    if (atom.op === "changed") return NEVER;
    if (atom.op === "flag") return undefined;
    if (atom.op === "same") {
      const [left, right] = [longer(atom.left), longer(atom.right)];
      return isEvent(left) ? equal(right, "call") : isEvent(right) ? equal(left, "call") : same(left, right);
    }
    if (!isEvent(atom.variable)) return { ...atom, variable: longer(atom.variable) };
    return (atom.op === "equal" ? atom.value === "call" : testText(atom, "call")) ? ALWAYS : NEVER;
  });
}

/** That both hold. What cannot be read of one is told. */
export function bothHold(
  one: Condition<CallSite> | undefined,
  other: Condition<CallSite> | undefined,
): Condition<CallSite> | undefined {
  if (!one || !other || one.kind !== "expr") return one ?? other;
  if (other.kind !== "expr") return other;
  return { ...one, ...other, expr: and(one.expr, other.expr), uses: [...new Set([...one.uses, ...other.uses])] };
}

function outputsOf(expr: Expr): readonly OutputVariable[] {
  switch (expr.op) {
    case "and":
    case "or":
      return expr.operands.flatMap(outputsOf);
    case "not":
      return outputsOf(expr.operand);
    case "same":
      return [expr.left, expr.right].filter((variable) => variable.kind === "output");
    case "constant":
    case "changed":
    case "flag":
      return [];
    default:
      return expr.variable.kind === "output" ? [expr.variable] : [];
  }
}
