import { exprKey, variableKey } from "./key.ts";
import {
  ALWAYS,
  type And,
  EVENTS,
  type Event,
  type Expr,
  NEVER,
  type Or,
  type RunVariable,
  type Variable,
} from "./model.ts";
import { isAlwaysSet, isPossible } from "./run-variables.ts";

export const RUN = {
  event: { kind: "run", name: "event" },
  branch: { kind: "run", name: "branch" },
  tag: { kind: "run", name: "tag" },
  sha: { kind: "run", name: "sha" },
  actor: { kind: "run", name: "actor" },
  sourceBranch: { kind: "run", name: "sourceBranch" },
  targetBranch: { kind: "run", name: "targetBranch" },
  pullRequestNumber: { kind: "run", name: "pullRequestNumber" },
  pullRequestTitle: { kind: "run", name: "pullRequestTitle" },
  pullRequestAuthor: { kind: "run", name: "pullRequestAuthor" },
  repository: { kind: "run", name: "repository" },
  defaultBranch: { kind: "run", name: "defaultBranch" },
  commitMessage: { kind: "run", name: "commitMessage" },
  commitAuthor: { kind: "run", name: "commitAuthor" },
} as const satisfies { readonly [Name in RunVariable["name"]]: { readonly kind: "run"; readonly name: Name } };

/** All of them. Flat, without constants and repetitions; a condition beside its own negation makes it never true. */
export function and(...operands: readonly Expr[]): Expr {
  return join("and", operands);
}

/** Any of them; otherwise like {@link and}. */
export function or(...operands: readonly Expr[]): Expr {
  return join("or", operands);
}

function join(op: "and" | "or", operands: readonly Expr[]): Expr {
  const [neutral, decisive] = op === "and" ? [true, false] : [false, true];
  const unique = new Map<string, Expr>();
  for (const operand of operands.flatMap((one) => (one.op === op ? one.operands : [one]))) {
    if (operand.op === "constant") {
      if (operand.value === decisive) return decisive ? ALWAYS : NEVER;
      continue;
    }
    unique.set(exprKey(operand), operand);
  }
  for (const operand of unique.values()) {
    if (operand.op === "not" && unique.has(exprKey(operand.operand))) return decisive ? ALWAYS : NEVER;
  }
  const list = [...unique.values()];
  if (list.length === 0) return neutral ? ALWAYS : NEVER;
  return list.length === 1 ? list[0]! : ({ op, operands: list } satisfies And | Or);
}

/** The opposite. Two negations cancel out; `&&` and `||` are turned round, so that only atoms are ever negated. */
export function not(operand: Expr): Expr {
  switch (operand.op) {
    case "constant":
      return operand.value ? NEVER : ALWAYS;
    case "not":
      return operand.operand;
    case "and":
      return or(...operand.operands.map(not));
    case "or":
      return and(...operand.operands.map(not));
    default:
      return { op: "not", operand };
  }
}

/** Exact equality; with `null`, that the variable is unset. */
export function equal(variable: Variable, value: string | null): Expr {
  // An output of a step that is not set is an empty text to the steps after it.
  if (value === "") return variable.kind === "step" ? equal(variable, null) : NEVER;
  if (value === null && isAlwaysSet(variable)) return NEVER;
  if (variable.kind === "run" && variable.name === "event" && value !== null && !EVENTS.includes(value as Event)) {
    return NEVER;
  }
  const text = value === null ? null : inForm(variable, value);
  return text !== null && !isPossible(variable, text) ? NEVER : { op: "equal", variable, value: text };
}

/** A text as a variable's own are: what GitHub alone knows, and an output of a step, is compared without regard to case. */
const inForm = ({ kind }: Variable, text: string) =>
  kind === "github"
    ? text.toLowerCase()
    : kind === "step"
      ? text.replaceAll(/[A-Z]+/g, (one) => one.toLowerCase())
      : text;

/** That the variable has a value. */
export const isSet = (variable: Variable): Expr => not(equal(variable, null));

export const isEvent = (event: Event): Expr => equal(RUN.event, event);

/** Equality of two variables. */
export function same(left: Variable, right: Variable): Expr {
  const [a, b] = [variableKey(left), variableKey(right)];
  if (a === b) return ALWAYS;
  return a < b ? { op: "same", left, right } : { op: "same", left: right, right: left };
}

/** A test of the beginning, the end or any part. Every value begins with the empty text. */
export function textTest(op: "startsWith" | "endsWith" | "includes", variable: Variable, value: string): Expr {
  return value === "" ? isSet(variable) : { op, variable, value: inForm(variable, value) };
}

/** That the commits touch one of the files. */
export function changed(...globs: readonly string[]): Expr {
  return globs.length === 0 ? NEVER : { op: "changed", globs: [...new Set(globs)] };
}
