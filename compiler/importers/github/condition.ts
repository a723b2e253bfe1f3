import { and, equal, isEvent, isSet, not, or, RUN, same, textTest } from "../../expr/build.ts";
import { ALWAYS, type Event, type Expr, type InputVariable, NEVER, type Variable } from "../../expr/model.ts";
import { comparisonOf, foldedTest } from "../../expr/ignoring-case.ts";
import { axisVariable, opaque, variablesIn } from "../foreign.ts";
import { EVENT_NAMES } from "../../targets/github/conditions/tests.ts";
import { OUTPUT_NAME, type TextScope } from "./text.ts";
import { type Expression, parseExpression, printExpression } from "./expression.ts";

/** Events of GitHub that the language has, by GitHub's names. */
export const EVENTS: Readonly<Record<string, Event>> = Object.fromEntries(
  Object.entries(EVENT_NAMES).map(([event, name]) => [name, event as Event]),
);

/** How a job or step waits for those before it. `success` is what GitHub adds where no function of status is named. */
export type Status = "success" | "always" | "failure" | "notCancelled" | "cancelled";

export interface ReadCondition {
  readonly condition: Expr;
  readonly status: Status;
}

const STATUS: Readonly<Record<string, Status>> = {
  success: "success",
  always: "always",
  failure: "failure",
  cancelled: "cancelled",
};

/**
 * An `if:` in the condition language: the inverse of what the target prints. GitHub compares texts without regard to case, so
 * a comparison becomes a pattern that ignores it. What cannot be read stays as it is (`opaque`).
 */
export function readCondition(text: string | undefined): ReadCondition {
  if (text === undefined) return { condition: ALWAYS, status: "success" };
  const bare = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text;
  const tree = parseExpression(bare);
  if (!tree) return { condition: opaque(bare.trim()), status: "success" };
  const { status, rest } = withoutStatus(tree);
  return { status, condition: rest ? conditionOf(rest) : ALWAYS };
}

/** Takes the function of status out of a conjunction; elsewhere it stays and is opaque. */
function withoutStatus(tree: Expression): { readonly status: Status; readonly rest?: Expression } {
  const own = statusOf(tree);
  if (own) return { status: own };
  if (tree.kind !== "binary" || tree.op !== "&&") return { status: "success", rest: tree };
  const left = statusOf(tree.left);
  if (left) return { status: left, rest: tree.right };
  const right = statusOf(tree.right);
  if (right) return { status: right, rest: tree.left };
  const inner = withoutStatus(tree.left);
  if (inner.status === "success") return { status: "success", rest: tree };
  return { status: inner.status, rest: inner.rest ? { ...tree, left: inner.rest } : tree.right };
}

function statusOf(tree: Expression): Status | undefined {
  if (tree.kind === "call" && tree.args.length === 0) return STATUS[tree.name];
  if (tree.kind === "binary" && tree.op === "||") {
    const both = new Set([statusOf(tree.left), statusOf(tree.right)]);
    return both.size === 2 && both.has("success") && both.has("failure") ? "notCancelled" : undefined;
  }
  if (tree.kind === "not" && tree.operand.kind === "call" && tree.operand.name === "cancelled") return "notCancelled";
  return undefined;
}

/** Whether an expression is true to GitHub. */
export function conditionOf(tree: Expression): Expr {
  switch (tree.kind) {
    case "literal":
      return tree.value === "" || !tree.value ? NEVER : ALWAYS;
    case "not":
      return not(conditionOf(tree.operand));
    case "path":
      return truthy(tree) ?? unreadable(tree);
    case "call":
      return called(tree.name, tree.args) ?? unreadable(tree);
    case "binary": {
      if (tree.op === "&&") return and(conditionOf(tree.left), conditionOf(tree.right));
      if (tree.op === "||") return or(conditionOf(tree.left), conditionOf(tree.right));
      const equality = tree.op === "==" || tree.op === "!=" ? compared(tree.left, tree.right) : undefined;
      if (!equality) return unreadable(tree);
      return tree.op === "==" ? equality : not(equality);
    }
  }
}

const unreadable = (tree: Expression): Expr => opaque(printExpression(tree));

function compared(left: Expression, right: Expression): Expr | undefined {
  if (left.kind === "literal" && right.kind !== "literal") return compared(right, left);
  const standard = onDefaultBranch(left, right);
  if (standard) return standard;
  if (left.kind === "path" && right.kind === "path") return isFork(left, right);
  if (right.kind !== "literal") return undefined;
  const { value } = right;
  const flag = left.kind === "path" ? flagOf(left.parts) : undefined;
  if (flag && typeof value === "boolean") return value ? flag : not(flag);
  // A comparison with a boolean is of numbers to GitHub: only what is a boolean itself keeps its meaning.
  if (typeof value === "boolean" && (left.kind === "call" || left.kind === "binary" || left.kind === "not")) {
    return value ? conditionOf(left) : not(conditionOf(left));
  }
  if (left.kind !== "path") return undefined;
  const path = left.parts.join(".");
  if (path === "github.event.pull_request.head.repo.fork" && typeof value === "boolean") {
    return value ? FORK : not(FORK);
  }
  if (typeof value === "number") return numbered(left.parts, value);
  if (typeof value !== "string") return undefined;
  if (path === "github.repository") return equal(RUN.repository, value);
  if (path === "github.repository_owner") return textTest("startsWith", RUN.repository, `${value}/`);
  if (path === "github.event_name") {
    const event = EVENTS[value.toLowerCase()];
    return event && isEvent(event);
  }
  if (path === "github.ref_type") return value === "tag" ? isSet(RUN.tag) : undefined;
  if (path === "github.ref") {
    const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(value) ?? [];
    if (kind && name) return like(kind === "heads" ? RUN.branch : RUN.tag, "equal", name);
    return /^refs\/pull\//.test(value) ? undefined : NEVER;
  }
  if (path === "github.ref_name") {
    // Of a pull request it is a number and `/merge`.
    return /^\d+\/merge$/.test(value) ? undefined : or(like(RUN.branch, "equal", value), like(RUN.tag, "equal", value));
  }
  const of = commitOf(left.parts);
  if (of) return of(value === "" ? (one) => not(isSet(one)) : (one) => like(one, "equal", value), value === "");
  const variable = variableOf(left.parts);
  if (!variable) return undefined;
  return value === "" ? not(isSet(variable)) : like(variable, "equal", value);
}

/** Fields of a payload that are numbers. Zero equals what is absent. */
function numbered(parts: readonly string[], value: number): Expr | undefined {
  const variable = variableOf(parts);
  return variable && value !== 0 && Number.isInteger(value) ? equal(variable, String(value)) : undefined;
}

/** What is true or false to GitHub, and false where it is absent. */
function flagOf(parts: readonly string[]): Expr | undefined {
  const path = parts.join(".");
  if (path === "github.event.pull_request.draft") return { op: "flag", name: "draft" };
  if (path === "github.ref_protected") return { op: "flag", name: "protected" };
  const input = inputOf(parts);
  if (input) return equal(input, "true");
  const last = parts.at(-1)!;
  return path.startsWith("github.event.") && BOOLEANS.has(last) ? equal(variableOf(parts)!, "true") : undefined;
}

/** Fields of payloads that are booleans (docs: webhook events and payloads). */
const BOOLEANS: ReadonlySet<string> = new Set(
  "draft prerelease merged locked private archived fork created deleted forced rebaseable maintainer_can_modify immutable".split(
    " ",
  ),
);

/** What GitHub knows of a commit is there on a push only. */
function commitOf(parts: readonly string[]) {
  if (parts.join(".") !== "github.event.head_commit.message") return undefined;
  const onPush = isEvent("push");
  return (test: (variable: Variable) => Expr, holdsUnset = false): Expr =>
    holdsUnset ? or(not(onPush), test(RUN.commitMessage)) : and(onPush, test(RUN.commitMessage));
}

const inputOf = (parts: readonly string[]): InputVariable | undefined => {
  const path = parts.join(".");
  const name = parts[0] === "inputs" ? parts[1] : path.startsWith("github.event.inputs.") ? parts[3] : undefined;
  return name === undefined ? undefined : { kind: "input", name };
};

const FORK: Expr = { op: "flag", name: "fork" };
const HEADS = ["github.event.pull_request.head.repo.full_name"];

/** The usual test for a pull request of a fork. On other events GitHub compares nothing with a name. */
function isFork(left: Extract<Expression, { kind: "path" }>, right: Extract<Expression, { kind: "path" }>) {
  const both = [left.parts.join("."), right.parts.join(".")];
  if (!both.includes("github.repository") && !both.includes("github.event.pull_request.base.repo.full_name"))
    return undefined;
  if (both.some((one) => one === "github.event.repository.default_branch")) return undefined;
  return both.some((one) => HEADS.includes(one)) ? and(isSet(RUN.targetBranch), not(FORK)) : undefined;
}

const DEFAULT_BRANCH = "github.event.repository.default_branch";

/** Whether the run is on the default branch, as people ask it. */
function onDefaultBranch(left: Expression, right: Expression): Expr | undefined {
  const both = [left, right].map(printExpression);
  if (both.includes("github.ref_name") && both.includes(DEFAULT_BRANCH)) return same(RUN.branch, RUN.defaultBranch);
  const formatted = `format('refs/heads/{0}', ${DEFAULT_BRANCH})`;
  return both.includes("github.ref") && both.includes(formatted) ? same(RUN.branch, RUN.defaultBranch) : undefined;
}

function truthy({ parts }: Extract<Expression, { kind: "path" }>): Expr | undefined {
  const path = parts.join(".");
  if (path === "github.event.pull_request.head.repo.fork") return FORK;
  if (path === "github.event.pull_request") return isSet(RUN.targetBranch);
  const flag = flagOf(parts);
  if (flag) return inputOf(parts) ? and(isSet(inputOf(parts)!), not(equal(inputOf(parts)!, "false"))) : flag;
  const of = commitOf(parts);
  if (of) return of(isSet);
  const variable = variableOf(parts);
  return variable && isSet(variable);
}

function called(name: string, args: readonly Expression[]): Expr | undefined {
  const [first, second] = args;
  if (!first || second?.kind !== "literal" || typeof second.value !== "string" || first.kind !== "path") {
    return name === "contains" ? among(first, second) : undefined;
  }
  const path = first.parts.join(".");
  const { value } = second;
  if (name === "contains" && /^github\.event\.pull_request\.labels\.\*\.name$/.test(path)) {
    return /[,\0-\x1f]|^\s|\s$|^$/.test(value) ? undefined : { op: "label", name: value };
  }
  const op = ({ startswith: "startsWith", endswith: "endsWith", contains: "includes" } as const)[name];
  if (!op) return undefined;
  if (path === "github.ref" && op === "startsWith") {
    const [, kind, rest] = /^refs\/(heads|tags)\/(.*)$/.exec(value) ?? [];
    if (!kind) return undefined;
    const variable = kind === "heads" ? RUN.branch : RUN.tag;
    return rest ? like(variable, op, rest) : isSet(variable);
  }
  const of = commitOf(first.parts);
  if (of) return of((one) => like(one, op, value));
  if (path === "github.repository") return textTest(op, RUN.repository, value);
  const variable = variableOf(first.parts);
  return variable && like(variable, op, value);
}

/** `contains(fromJSON('["a", "b"]'), x)`: any of them. */
function among(list: Expression | undefined, item: Expression | undefined): Expr | undefined {
  if (list?.kind !== "call" || list.name !== "fromjson" || item?.kind !== "path") return undefined;
  const [text] = list.args;
  if (text?.kind !== "literal" || typeof text.value !== "string") return undefined;
  try {
    const values: unknown = JSON.parse(text.value);
    if (!Array.isArray(values) || !values.every((one) => typeof one === "string")) return undefined;
    const all = values.map((value: string) => compared(item, { kind: "literal", value }));
    return all.every((one) => one !== undefined) ? or(...all) : undefined;
  } catch {
    return undefined;
  }
}

/** What of GitHub's contexts is a variable of the condition language. */
function variableOf(parts: readonly string[]): Variable | undefined {
  const path = parts.join(".");
  if (path === "github.head_ref") return RUN.sourceBranch;
  if (path === "github.base_ref") return RUN.targetBranch;
  if (path === "github.actor") return RUN.actor;
  if (path === "github.event.pull_request.title") return RUN.pullRequestTitle;
  if (path === "github.event.pull_request.number") return RUN.pullRequestNumber;
  if (path === "github.event.pull_request.user.login") return RUN.pullRequestAuthor;
  if (path === "github.event.pull_request.head.ref") return RUN.sourceBranch;
  if (path === "github.event.pull_request.base.ref") return RUN.targetBranch;
  if (path === DEFAULT_BRANCH) return RUN.defaultBranch;
  if (inputOf(parts)) return inputOf(parts);
  if (/^github\.(?:event\.[\w.-]+|triggering_actor|workflow_ref|event_path)$/.test(path)) {
    return { kind: "github", name: parts.slice(1).join(".") };
  }
  if (parts[0] === "matrix" && parts.length === 2) return axisVariable(parts[1]!);
  if (parts[0] === "vars" && parts.length === 2) return { kind: "vars", name: parts[1]! };
  if (parts[0] === "steps" && parts[2] === "outputs" && parts.length === 4 && OUTPUT_NAME.test(parts[3]!)) {
    return { kind: "step", step: parts[1]!, name: `outputs.${parts[3]}` };
  }
  if (parts[0] === "steps" && parts[2] === "outcome" && parts.length === 3) {
    return { kind: "step", step: parts[1]!, name: "outcome" };
  }
  if (parts[0] === "needs" && parts[2] === "outputs" && parts.length === 4) {
    return { kind: "output", job: parts[1]!, name: parts[3]! };
  }
  return undefined;
}

/** A test of GitHub's, which ignores case; where the text has no letters that is the same as the exact one. */
function like(variable: Variable, op: "equal" | "startsWith" | "endsWith" | "includes", text: string): Expr {
  // What GitHub alone knows has no case in the language either.
  const isExact =
    !/[a-z]/i.test(text) ||
    variable.kind === "github" ||
    variable.kind === "step" ||
    (variable.kind === "vars" && variable.name.startsWith("matrix "));
  if (isExact) return op === "equal" ? equal(variable, text) : textTest(op, variable, text);
  return foldedTest({ op, variable, value: text });
}

/**
 * Whether the language says a condition as GitHub decides it: without outputs that no job of it has, and without comparing two
 * values, which GitHub does without regard to case.
 */
export function isSayable(expr: Expr, { outputs }: Pick<TextScope, "outputs">): boolean {
  if (expr.op === "same") return false;
  if (expr.op === "and" || expr.op === "or") return expr.operands.every((one) => isSayable(one, { outputs }));
  if (expr.op === "not") return isSayable(expr.operand, { outputs });
  return variablesIn(expr).every((one) => one.kind !== "output" || outputs.get(one.job)?.has(one.name) === true);
}

/**
 * Whether a condition compares texts without regard to case, as the option `ignoreCase` of a pipeline says: what it says of a
 * branch `main`, it says of `MAIN` too.
 */
export function ignoresCase(expr: Expr): boolean {
  if (expr.op === "and" || expr.op === "or") return expr.operands.some(ignoresCase);
  return expr.op === "not" ? ignoresCase(expr.operand) : expr.op === "matches";
}

/** The condition as an author writes it: comparisons that ignore case become exact ones. */
export function exactly(expr: Expr): Expr {
  switch (expr.op) {
    case "and":
      return and(...expr.operands.map(exactly));
    case "or":
      return or(...expr.operands.map(exactly));
    case "not":
      return not(exactly(expr.operand));
    case "matches": {
      const comparison = comparisonOf(expr);
      return comparison ?? expr;
    }
    default:
      return expr;
  }
}
