import { and, not, or } from "../../../expr/build.ts";
import type { Expr, Matches, TextTest, Variable } from "../../../expr/model.ts";
import { escapeRegex } from "../../../expr/regex/escape.ts";

/**
 * The same condition with free strings compared by patterns: the plan job tries them exactly, where GitHub's own comparison
 * ignores case. Outputs stay as they are, for the plan job comes before they are set.
 */
export function byPatterns(expr: Expr): Expr {
  switch (expr.op) {
    case "and":
      return and(...expr.operands.map(byPatterns));
    case "or":
      return or(...expr.operands.map(byPatterns));
    case "not":
      return not(byPatterns(expr.operand));
    case "equal":
      return expr.value && isFree(expr.variable) ? matches(expr.variable, `^${escapeRegex(expr.value)}$`) : expr;
    case "startsWith":
    case "endsWith":
    case "includes":
      return isFree(expr.variable) ? matches(expr.variable, around(expr)) : expr;
    default:
      return expr;
  }
}

/** Neither one of a closed set, nor an output, which the plan job comes too early for. */
const isFree = (variable: Variable) =>
  variable.kind === "vars" || (variable.kind === "run" && !EXACT.has(variable.name));

/** What GitHub's own comparison is exact for. */
const EXACT: ReadonlySet<string> = new Set(["event", "sha", "repository", "pullRequestNumber"]);

function matches(variable: Variable, pattern: string): Matches {
  return { op: "matches", variable, pattern, flags: "" };
}

function around({ op, value }: TextTest): string {
  if (op === "startsWith") return `^${escapeRegex(value)}`;
  return op === "endsWith" ? `${escapeRegex(value)}$` : escapeRegex(value);
}
