import type { Expr, OutputVariable } from "../../expr/model.ts";
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
  return { kind: "expr", expr: reading.expr, uses, ...place };
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
