import { variablePath } from "./describe.ts";
import { evaluate, isComparable, touches, variableValue } from "./evaluate.ts";
import type { ConditionFacts } from "./facts.ts";
import type { Changed, Equal, Expr, Flag, Matches, TextTest, Variable } from "./model.ts";

/**
 * The parts of a condition to which it owes its value on a run, each a sentence with what decides it. Parts that could not
 * have changed the whole are left out.
 *
 * @example
 * ```ts
 * blame(and(equal(RUN.branch, "main"), isEvent("push")), facts); // ["run.branch is `fix`, and `when` asks for `main`"]
 * ```
 */
export function blame(expr: Expr, facts: ConditionFacts): readonly string[] {
  switch (expr.op) {
    case "and":
    case "or": {
      const value = evaluate(expr, facts);
      const parts = expr.operands.filter((one) => evaluate(one, facts) === value).flatMap((one) => blame(one, facts));
      return [...new Set(parts)];
    }
    case "not":
      return blame(expr.operand, facts);
    default:
      return [sentence(expr, facts)];
  }
}

/** Of a part that decides: the other answer is what was asked for. */
function sentence(atom: Exclude<Expr, { op: "and" | "or" | "not" }>, facts: ConditionFacts): string {
  const holds = evaluate(atom, facts);
  const is = (variable: Variable) => `${variablePath(variable)} is ${shown(variableValue(variable, facts))}`;
  const asks = (wish: string) => `and \`when\` asks for ${wish}`;
  switch (atom.op) {
    case "constant":
      return `\`when\` is ${holds ? "always" : "never"} true`;
    case "equal":
      return `${is(atom.variable)}, ${asks(wishOf(atom, holds))}`;
    case "same":
      return `${is(atom.left)} and ${is(atom.right)}, ${asks(holds ? "two that differ" : "two that are equal")}`;
    case "startsWith":
    case "endsWith":
    case "includes":
    case "matches":
      return `${is(atom.variable)}, ${asks(`one that ${testText(atom, !holds)}`)}`;
    case "changed":
      return changeText(atom, facts);
    case "flag":
      return flagText(atom, holds, asks);
    case "label":
      return `the pull request has ${holds ? "the" : "no"} label \`${atom.name}\`, ${asks(holds ? "one without it" : "one with it")}`;
  }
}

function flagText({ name }: Flag, holds: boolean, asks: (wish: string) => string): string {
  switch (name) {
    case "fork":
      return holds
        ? `the pull request comes from a fork, ${asks("one that does not")}`
        : `this is not a fork's pull request, ${asks("one")}`;
    case "draft":
      return holds
        ? `the pull request is a draft, ${asks("one that is not")}`
        : `this is not the draft of a pull request, ${asks("one")}`;
    case "protected":
      return holds
        ? `the branch or tag is protected, ${asks("one that is not")}`
        : `the branch or tag is not protected, ${asks("one that is")}`;
  }
}

const shown = (value: string | undefined) => (value === undefined ? "unset" : `\`${value}\``);

function wishOf({ value }: Equal, holds: boolean): string {
  if (value === null) return holds ? "one that is set" : "one that is unset";
  return holds ? "another one" : `\`${value}\``;
}

function testText(test: TextTest | Matches, wanted: boolean): string {
  if (test.op === "matches") return `/${test.pattern}/${test.flags} ${wanted ? "matches" : "does not match"}`;
  const [one, other] = {
    startsWith: ["starts with", "does not start with"],
    endsWith: ["ends with", "does not end with"],
    includes: ["has", "does not have"],
  }[test.op];
  return `${wanted ? one : other} \`${test.value}\``;
}

function changeText(atom: Changed, facts: ConditionFacts): string {
  const globs = atom.globs.map((glob) => `\`${glob}\``).join(", ");
  const file = facts.changedFiles.find((path) => touches(atom, path));
  if (!isComparable(facts)) return `this run has no commits to compare, and \`when\` asks for a change of ${globs}`;
  return file === undefined
    ? `no file of ${globs} has changed, and \`when\` asks for one`
    : `\`${file}\` has changed, and \`when\` asks for no change of ${globs}`;
}
