import { asLiteral, assume, isAtom, variablesOf, withValue } from "./assume.ts";
import { and, changed, equal, isEvent, isSet, not, or, RUN, same, textTest } from "./build.ts";
import { exprKey, variableKey } from "./key.ts";
import { ALWAYS, type Changed, EVENTS, type Expr, type Matches, NEVER } from "./model.ts";
import { asLiteral as asText, parsePattern, type RegexNode } from "./regex/index.ts";

/**
 * An equivalent condition, for people and for what is printed: flat, negations at the atoms, without parts that the other
 * parts decide. The author's order is kept. It does not find all that `implies` can prove.
 */
export function simplify(expr: Expr): Expr {
  switch (expr.op) {
    case "constant":
      return expr;
    case "not":
      return isAtom(expr.operand) ? not(simplifyAtom(expr.operand)) : simplify(not(expr.operand));
    case "and":
    case "or":
      return settle(expr.op, expr.operands.map(simplify));
    default:
      return simplifyAtom(expr);
  }
}

const joined = (op: "and" | "or", operands: readonly Expr[]) => (op === "and" ? and(...operands) : or(...operands));

function settle(op: "and" | "or", operands: readonly Expr[]): Expr {
  let current = joined(op, mergeChanged(op, joinedOperands(op, operands)));
  while (current.op === op) {
    const next = joined(op, absorb(op, propagate(op, current.operands)));
    if (exprKey(next) === exprKey(current)) return exhausted(op, current.operands) ?? current;
    current = next;
  }
  return current;
}

function joinedOperands(op: "and" | "or", operands: readonly Expr[]): readonly Expr[] {
  const flat = joined(op, operands);
  return flat.op === op ? flat.operands : [flat];
}

/** In `a && f`, `f` only matters where `a` holds; in `a || f`, only where it does not. */
function propagate(op: "and" | "or", operands: readonly Expr[]): readonly Expr[] {
  const list = [...operands];
  for (let index = 0; index < list.length; index++) {
    const literal = asLiteral(list[index]!);
    if (!literal) continue;
    const known = op === "and" ? literal : { ...literal, holds: !literal.holds };
    for (let other = 0; other < list.length; other++) {
      if (other !== index) list[other] = assume(list[other]!, known);
    }
  }
  return list;
}

/** `a && (a || b)` is `a`, also where `a` is no atom. */
function absorb(op: "and" | "or", operands: readonly Expr[]): readonly Expr[] {
  const keys = new Set(operands.map(exprKey));
  const dual = op === "and" ? "or" : "and";
  return operands.filter((one) => one.op !== dual || !one.operands.some((part) => keys.has(exprKey(part))));
}

/** One of the events has always happened. */
function exhausted(op: "and" | "or", operands: readonly Expr[]): Expr | undefined {
  const keys = new Set(operands.map(exprKey));
  const all = EVENTS.map(isEvent).every((one) => keys.has(exprKey(op === "or" ? one : not(one))));
  return all ? (op === "or" ? ALWAYS : NEVER) : undefined;
}

/** `changed(a) || changed(b)` is `changed(a, b)`, and so is its negation. */
function mergeChanged(op: "and" | "or", operands: readonly Expr[]): readonly Expr[] {
  const atomOf = (one: Expr): Changed | undefined => {
    const atom = op === "or" ? one : one.op === "not" ? one.operand : undefined;
    return atom?.op === "changed" && !atom.globs.some((glob) => glob.startsWith("!")) ? atom : undefined;
  };
  const atoms = operands.map(atomOf).filter((one) => one !== undefined);
  if (atoms.length < 2) return operands;
  const first = operands.findIndex((one) => atomOf(one));
  const merged = changed(...atoms.flatMap(({ globs }) => globs));
  return operands.flatMap((one, index) => {
    if (index === first) return [op === "or" ? merged : not(merged)];
    return atomOf(one) ? [] : [one];
  });
}

function simplifyAtom(expr: Expr): Expr {
  return overEvents(expr) ?? simplifyTest(expr);
}

/** What reads the event otherwise than by comparing it, spelt out: the providers name the events differently. */
function overEvents(expr: Expr): Expr | undefined {
  if (!isAtom(expr) || expr.op === "equal" || !variablesOf(expr).some((one) => variableKey(one) === "run.event")) {
    return undefined;
  }
  return or(...EVENTS.map((event) => and(isEvent(event), simplify(withValue(expr, RUN.event, event) ?? NEVER))));
}

function simplifyTest(expr: Expr): Expr {
  switch (expr.op) {
    case "equal":
      return equal(expr.variable, expr.value);
    case "same":
      return same(expr.left, expr.right);
    case "startsWith":
    case "endsWith":
    case "includes":
      return textTest(expr.op, expr.variable, expr.value);
    case "matches":
      return withoutRegex(expr);
    case "changed":
      return changed(...expr.globs);
    default:
      return expr;
  }
}

/** A pattern that is a fixed text, anchored or not, is one of the plain tests. */
function withoutRegex(expr: Matches): Expr {
  const parsed = parsePattern(expr.pattern, expr.flags);
  if ("problem" in parsed) return expr;
  const parts: readonly RegexNode[] = parsed.node.kind === "sequence" ? parsed.node.parts : [parsed.node];
  const isAt = (part: RegexNode | undefined, at: string) => part?.kind === "anchor" && part.at === at;
  const start = isAt(parts[0], "start");
  const end = parts.length > (start ? 1 : 0) && isAt(parts.at(-1), "end");
  const texts = parts.slice(start ? 1 : 0, end ? -1 : undefined).map(asText);
  if (texts.includes(undefined)) return expr;
  const text = texts.join("");
  if (start && end) return equal(expr.variable, text);
  if (text === "") return isSet(expr.variable);
  return textTest(start ? "startsWith" : end ? "endsWith" : "includes", expr.variable, text);
}
