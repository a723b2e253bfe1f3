import { and, equal, isSet, not, or, same } from "../../expr/build.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "../../expr/model.ts";
import { nullable } from "../../expr/regex/derivative.ts";
import { opaque } from "../foreign.ts";
import { type Expression, expressionText, type Operator, parseExpression } from "./expression.ts";
import { readPattern } from "./pattern.ts";
import { casesOf, isPredefined, SOURCE, sourceIs, specialOf } from "./variables.ts";

/** What a condition reads beside the facts of a run. */
export interface ConditionContext {
  /** Values that the file gives to variables, for pipelines in which nobody else gives one. */
  readonly values: ReadonlyMap<string, string>;
}

/** A condition that was read. */
export interface ReadCondition {
  readonly condition: Expr;
  /** Where its meaning is not quite GitLab's: sentences for people. */
  readonly changes: readonly string[];
}

/** A GitLab expression in the condition language. What cannot be read in it is a condition of which nothing is known. */
export function readCondition(text: string, context: ConditionContext): ReadCondition {
  const changes: string[] = [];
  const expression = parseExpression(text);
  if (!expression) return { condition: opaque(text.trim()), changes };
  return { condition: read(expression), changes: [...new Set(changes)] };

  function read(node: Expression): Expr {
    if (node.kind !== "binary") return truth(node);
    const { operator, left, right } = node;
    if (operator === "&&") return and(read(left), read(right));
    if (operator === "||") return or(read(left), read(right));
    const found = comparison(operator, left, right);
    return found ?? opaque(expressionText(node));
  }

  /** A value alone holds where it is set, and not empty. */
  function truth(node: Expression): Expr {
    if (node.kind === "string") return node.value === "" ? NEVER : ALWAYS;
    if (node.kind === "variable")
      return each(node.name, (variable, value) => known(value, (v) => v !== "", isSet(variable)));
    return node.kind === "null" ? NEVER : opaque(expressionText(node));
  }

  function comparison(operator: Exclude<Operator, "&&" | "||">, left: Expression, right: Expression): Expr | undefined {
    const negated = operator.startsWith("!");
    const turn = (condition: Expr | undefined) => (condition && negated ? not(condition) : condition);
    if (operator === "=~" || operator === "!~") return turn(matching(left, right));
    if (left.kind !== "variable")
      return right.kind === "variable" ? turn(equality(right, left)) : turn(constants(left, right));
    return turn(equality(left, right));
  }

  function equality(variable: Extract<Expression, { kind: "variable" }>, other: Expression): Expr | undefined {
    const { name } = variable;
    if (other.kind === "string" && name === SOURCE) return sourceIs(other.value);
    const special = other.kind === "string" ? specialOf(name, other.value) : undefined;
    if (special) return special;
    if (other.kind === "string" && other.value === "") {
      return each(name, (one, value) => known(value, (v) => v === "", emptiness(name, one, true)));
    }
    if (other.kind === "string") {
      return each(name, (one, value) => known(value, (v) => v === other.value, equal(one, other.value)));
    }
    if (other.kind === "null") {
      return each(name, (one, value) => known(value, () => false, emptiness(name, one, false)));
    }
    if (other.kind !== "variable" || name === SOURCE || other.name === SOURCE) return undefined;
    const [mine, others] = [casesOf(name).cases, casesOf(other.name).cases];
    if (context.values.has(name) || context.values.has(other.name)) return undefined;
    return or(...mine.flatMap((a) => others.map((b) => and(a.when, b.when, same(a.variable, b.variable)))));
  }

  function matching(left: Expression, right: Expression): Expr | undefined {
    const pattern = right.kind === "variable" ? patternOf(context.values.get(right.name)) : right;
    if (left.kind !== "variable" || pattern?.kind !== "pattern" || left.name === SOURCE) return undefined;
    const found = readPattern(pattern.source, pattern.flags);
    if (!found) return undefined;
    const { pattern: source, flags, parsed } = found;
    if (left.name === "CI_MERGE_REQUEST_LABELS" && flags === "") {
      const label = /^\(\^\|,\)([\w :./-]+)\((?:,\|\$|\$\|,)\)$/.exec(source.replaceAll("(?:", "("))?.[1];
      if (label) return { op: "label", name: label };
    }
    const matchesEmpty = nullable(parsed.node, "edge", "edge");
    return each(left.name, (variable, value) => {
      const test: Expr = { op: "matches", variable, pattern: source, flags };
      // To GitLab a variable that is unset is an empty text here.
      const condition = matchesEmpty ? or(not(isSet(variable)), test) : test;
      return known(value, (v) => new RegExp(source, `u${flags}`).test(v), condition);
    });
  }

  /** The condition for each case of a variable; `value` is what the file gives it. */
  function each(name: string, make: (variable: Variable, value: string | undefined) => Expr): Expr {
    return or(...casesOf(name).cases.map(({ when, variable }) => and(when, withValue(name, variable, make))));
  }

  /** A value of the file counts where nobody else gives one. */
  function withValue(
    name: string,
    variable: Variable,
    make: (variable: Variable, value: string | undefined) => Expr,
  ): Expr {
    const value = context.values.get(name);
    if (value === undefined || isPredefined(name)) return make(variable, undefined);
    return or(and(isSet(variable), make(variable, undefined)), and(not(isSet(variable)), make(variable, value)));
  }
}

/**
 * What is not set in the language is unset in GitLab, or set to the empty text: which of the two, the language does not say. What
 * GitLab sets itself is not empty, but for what a person may leave empty.
 */
function emptiness(name: string, variable: Variable, isEmpty: boolean): Expr {
  if (isPredefined(name) && !MAY_BE_EMPTY.has(name)) return isEmpty ? NEVER : equal(variable, null);
  const empty = opaque(`$${name} == ""`);
  return and(equal(variable, null), isEmpty ? empty : not(empty));
}

const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["CI_COMMIT_MESSAGE", "CI_COMMIT_AUTHOR", "CI_COMMIT_DESCRIPTION"]);

/** What is known of a value of the file needs no test. */
const known = (value: string | undefined, test: (value: string) => boolean, otherwise: Expr): Expr =>
  value === undefined ? otherwise : test(value) ? ALWAYS : NEVER;

function constants(left: Expression, right: Expression): Expr | undefined {
  const isText = (node: Expression) => node.kind === "string" || node.kind === "null";
  if (!isText(left) || !isText(right)) return undefined;
  return expressionText(left) === expressionText(right) ? ALWAYS : NEVER;
}

/** A variable on the right of `=~` holds a pattern with its slashes. */
function patternOf(value: string | undefined): Expression | undefined {
  const expression = value === undefined ? undefined : parseExpression(value.trim());
  return expression?.kind === "pattern" ? expression : undefined;
}
