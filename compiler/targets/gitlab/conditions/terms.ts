import { gitlab } from "../provider.ts";
import { RE2JS } from "re2js";
import { type Atom, isAtom, substitute } from "../../../expr/assume.ts";
import { variablePath } from "../../../expr/describe.ts";
import {
  type Event,
  type Expr,
  type Flag,
  NEVER,
  type OutputVariable,
  type RunVariable,
  type StepVariable,
  type Variable,
} from "../../../expr/model.ts";
import { inputVariable } from "../input-variable.ts";
import { nullable } from "../../../expr/regex/derivative.ts";
import { literal, parsePattern, type RegexNode, toRe2 } from "../../../expr/regex/index.ts";
import { choice, sequence } from "../../../expr/regex/node.ts";

/**
 * A condition as GitLab's expressions have it: comparisons, joined. Negations have gone into the comparisons.
 * The rules are those of https://docs.gitlab.com/ci/jobs/job_rules/ and of `lib/gitlab/ci/pipeline/expression` in GitLab's source.
 */
export type Term = string | { readonly join: "&&" | "||"; readonly terms: readonly Term[] };

export class Refusal extends Error {}

/** Sources of GitLab's pipelines by event; absent: GitLab has no such event. */
export const EVENT_SOURCES: Readonly<Partial<Record<Event, readonly string[]>>> = gitlab.events;

const SOURCE = "$CI_PIPELINE_SOURCE";
/** A merge train (docs: ci/variables/predefined_variables). */
export const TRAIN = [
  [SOURCE, "merge_request_event"],
  ["$CI_MERGE_REQUEST_EVENT_TYPE", "merge_train"],
] as const;
/** Where GitLab keeps the facts of a run (docs: ci/variables/predefined_variables). */
export const NAMES = {
  event: SOURCE,
  branch: "$CI_COMMIT_BRANCH",
  tag: "$CI_COMMIT_TAG",
  sha: "$CI_COMMIT_SHA",
  actor: "$GITLAB_USER_LOGIN",
  sourceBranch: "$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  targetBranch: "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
  pullRequestNumber: "$CI_MERGE_REQUEST_IID",
  pullRequestTitle: "$CI_MERGE_REQUEST_TITLE",
  repository: "$CI_PROJECT_PATH",
  defaultBranch: "$CI_DEFAULT_BRANCH",
  commitMessage: "$CI_COMMIT_MESSAGE",
  commitAuthor: "$CI_COMMIT_AUTHOR",
} as const satisfies Readonly<Partial<Record<RunVariable["name"], string>>>;

/** The variable that GitLab keeps something in, with its `$`. Throws a {@link Refusal} for what GitLab lacks. */
export function gitlabName(variable: Exclude<Variable, OutputVariable | StepVariable>): string {
  switch (variable.kind) {
    case "vars":
    case "gitlab":
      return `$${variable.name}`;
    case "input":
      return `$${inputVariable(variable.name)}`;
    case "github":
      throw new Refusal(`\`${variablePath(variable)}\` is available only on GitHub`);
    case "run":
      if (variable.name === "pullRequestAuthor") {
        throw new Refusal("GitLab does not say who opened a merge request; ask `run.actor`");
      }
      return NAMES[variable.name];
  }
}

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

/** The condition with false in place of events that GitLab does not have. */
export const ofGitLab = (expr: Expr): Expr =>
  substitute(expr, (one) => {
    const isEvent = one.op === "equal" && one.variable.kind === "run" && one.variable.name === "event";
    return isEvent && one.value !== "mergeQueue" && !EVENT_SOURCES[one.value as Event] ? NEVER : undefined;
  });

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
      return flag(test.name, holds);
    case "label":
      return pattern("$CI_MERGE_REQUEST_LABELS", labelPattern(test.name), holds);
    case "changed":
      throw new Error("`changed` is part of a rule, not of its expression");
  }
}

/** Of flags that GitLab has as variables; the rest is put in other words before (`run-facts.ts`). */
function flag(name: Flag["name"], holds: boolean): Term {
  if (name === "fork") {
    return `$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH ${holds ? "!=" : "=="} $CI_MERGE_REQUEST_PROJECT_PATH`;
  }
  return `${FLAGS[name]} ${holds ? "==" : "!="} "true"`;
}

/** Variables that are `true` or not (docs: ci/variables/predefined_variables). */
export const FLAGS = { draft: "$CI_MERGE_REQUEST_DRAFT", protected: "$CI_COMMIT_REF_PROTECTED" } as const;

/** Labels are one text, with commas between; none has a comma in its name. */
const labelPattern = (name: string) =>
  sequence([choice([START, literal(",")]), literal(name), choice([literal(","), END])]);

/** In a merged results pipeline the commit is a merge commit, and the author's own stands in a variable that is unset elsewhere. */
function onVariable(variable: Variable, test: (name: string) => Term): Term {
  if (variable.kind === "output") {
    throw new Refusal(
      `the output ${variable.name} of ${variable.job} is not known when GitLab decides which jobs there are`,
    );
  }
  if (variable.kind === "step") {
    throw new Refusal(`what the step ${variable.step} leaves is not known when GitLab decides which jobs there are`);
  }
  if (variable.kind === "run" && variable.name === "repository") return test(NAMES.repository);
  if (variable.kind !== "run" || variable.name !== "sha") return test(gitlabName(variable));
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
  if (variable.kind === "run" && variable.name === "event" && value === "mergeQueue") {
    const terms = TRAIN.map(([of, text]) => `${of} ${holds ? "==" : "!="} "${text}"`);
    return holds ? all(...terms) : any(...terms);
  }
  if (variable.kind === "run" && variable.name === "event") {
    const terms = (EVENT_SOURCES[value as Event] ?? []).map((source) => `${name} ${holds ? "==" : "!="} "${source}"`);
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
