import { gitlab } from "../provider.ts";
import { RE2JS } from "re2js";
import { type Atom, isAtom } from "../../../expr/assume.ts";
import type { Event, Expr, Variable } from "../../../expr/model.ts";
import { nullable } from "../../../expr/regex/derivative.ts";
import { literal, parsePattern, type RegexNode, toRe2 } from "../../../expr/regex/index.ts";
import { sequence } from "../../../expr/regex/node.ts";

/**
 * A condition as GitLab's expressions have it: comparisons, joined. Negations have gone into the comparisons.
 * The rules are those of https://docs.gitlab.com/ci/jobs/job_rules/ and of `lib/gitlab/ci/pipeline/expression` in GitLab's source.
 */
export type Term = string | { readonly join: "&&" | "||"; readonly terms: readonly Term[] };

export class Refusal extends Error {}

const SOURCE = "$CI_PIPELINE_SOURCE";
/** Where GitLab keeps the facts of a run (docs: ci/variables/predefined_variables). */
export const NAMES = {
  event: SOURCE,
  branch: "$CI_COMMIT_BRANCH",
  tag: "$CI_COMMIT_TAG",
  sha: "$CI_COMMIT_SHA",
  actor: "$GITLAB_USER_LOGIN",
  sourceBranch: "$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  targetBranch: "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
} as const;

export const all = (...terms: readonly Term[]): Term => joined("&&", terms);
export const any = (...terms: readonly Term[]): Term => joined("||", terms);

function joined(join: "&&" | "||", terms: readonly Term[]): Term {
  const flat = terms.flatMap((one) => (typeof one !== "string" && one.join === join ? one.terms : [one]));
  return flat.length === 1 ? flat[0]! : { join, terms: flat };
}

/**
 * Whether there is something to compare the commits with. `changes` is true where there is not: on new branches, tags,
 * schedules and manual runs.
 */
export const COMPARABLE: Term = any(
  `${SOURCE} == "merge_request_event"`,
  all(`${SOURCE} == "push"`, isSet("$CI_COMMIT_BRANCH"), `$CI_COMMIT_BEFORE_SHA != "${"0".repeat(40)}"`),
);

/** The terms of a simplified condition without `changed` and constants. Throws a {@link Refusal} for what GitLab cannot express. */
export function toTerm(expr: Expr): Term {
  if (isAtom(expr)) return atom(expr, true);
  switch (expr.op) {
    case "and":
      return all(...expr.operands.map(toTerm));
    case "or":
      return any(...expr.operands.map(toTerm));
    case "not":
      if (isAtom(expr.operand)) return atom(expr.operand, false);
  }
  throw new Error(`${expr.op} is left in a simplified condition`);
}

function atom(test: Atom, holds: boolean): Term {
  switch (test.op) {
    case "equal":
      return onVariable(test.variable, (name) => equality(test.variable, name, test.value, holds));
    case "same":
      return onVariable(test.left, (left) => onVariable(test.right, (right) => sameness(test, left, right, holds)));
    case "startsWith":
      return onVariable(test.variable, (name) => pattern(name, sequence([START, literal(test.value)]), holds));
    case "endsWith":
      return onVariable(test.variable, (name) => pattern(name, sequence([literal(test.value), END]), holds));
    case "includes":
      return onVariable(test.variable, (name) => pattern(name, literal(test.value), holds));
    case "matches": {
      const parsed = parsePattern(test.pattern, test.flags);
      if ("problem" in parsed)
        throw new Refusal(`/${test.pattern}/ has ${parsed.problem}, which GitLab's expressions lack`);
      return onVariable(test.variable, (name) => pattern(name, parsed.node, holds));
    }
    case "flag":
      return `$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH ${holds ? "!=" : "=="} $CI_MERGE_REQUEST_PROJECT_PATH`;
    case "changed":
      throw new Error("`changed` is part of a rule, not of its expression");
  }
}

/** In a merged results pipeline the commit is a merge commit, and the author's own stands in a variable that is unset elsewhere. */
function onVariable(variable: Variable, test: (name: string) => Term): Term {
  if (variable.kind === "output") {
    throw new Refusal(
      `the output ${variable.name} of ${variable.job} is not known when GitLab decides which jobs there are`,
    );
  }
  if (variable.kind === "vars") return test(`$${variable.name}`);
  if (variable.name !== "sha") return test(NAMES[variable.name]);
  const head = "$CI_MERGE_REQUEST_SOURCE_BRANCH_SHA";
  return any(all(isSet(head), test(head)), all(isUnset(head), test(NAMES.sha)));
}

/** A variable can be unset, or set to the empty text; for us these are one. */
function isUnset(name: string): Term {
  return any(`${name} == null`, `${name} == ""`);
}

function isSet(name: string): Term {
  return all(`${name} != null`, `${name} != ""`);
}

function equality(variable: Variable, name: string, value: string | null, holds: boolean): Term {
  if (value === null) return holds ? isUnset(name) : isSet(name);
  if (variable.kind === "run" && variable.name === "event") {
    const terms = gitlab.events[value as Event].map((source) => `${name} ${holds ? "==" : "!="} "${source}"`);
    return holds ? any(...terms) : all(...terms);
  }
  const quoted = quote(value);
  return quoted
    ? `${name} ${holds ? "==" : "!="} ${quoted}`
    : pattern(name, sequence([START, literal(value), END]), holds);
}

/** A string without escapes, for GitLab has none; undefined when that cannot be. `$[[` would be an input of an included file. */
function quote(text: string): string | undefined {
  if (/[\0-\x1f\x7f\u0080-\u00a0\u2028\u2029]|\$\[\[/.test(text)) return undefined;
  return text.includes('"') ? (text.includes("'") ? undefined : `'${text}'`) : `"${text}"`;
}

function sameness(
  test: { readonly left: Variable; readonly right: Variable },
  left: string,
  right: string,
  holds: boolean,
): Term {
  const plain = `${left} ${holds ? "==" : "!="} ${right}`;
  if (test.left.kind === "run" && test.right.kind === "run") return plain;
  return holds ? any(plain, all(isUnset(left), isUnset(right))) : all(plain, any(isSet(left), isSet(right)));
}

const START: RegexNode = { kind: "anchor", at: "start" };
const END: RegexNode = { kind: "anchor", at: "end" };

/** GitLab matches an unset variable as if it were empty, so a pattern that matches the empty text needs company. */
function pattern(name: string, node: RegexNode, holds: boolean): Term {
  const text = `(?:${toRe2(node)})`;
  try {
    RE2JS.compile(text);
  } catch (error) {
    throw new Refusal(`RE2 cannot read ${text}: ${(error as Error).message}`);
  }
  const match = `${name} ${holds ? "=~" : "!~"} /${text}/`;
  if (!nullable(node, "edge", "edge")) return match;
  return holds ? all(isSet(name), match) : any(isUnset(name), match);
}

/** The expression's text. Groups within groups are always in parentheses: older versions ignore precedence. */
export function printTerm(term: Term): string {
  if (typeof term === "string") return term;
  return term.terms.map((one) => (typeof one === "string" ? one : `(${printTerm(one)})`)).join(` ${term.join} `);
}

/** Tokens as GitLab counts them, parentheses included. */
export function tokensOf(term: Term): number {
  if (typeof term === "string") return 3;
  const parts = term.terms.map((one) => tokensOf(one) + (typeof one === "string" ? 0 : 2));
  return parts.reduce((sum, one) => sum + one, term.terms.length - 1);
}
