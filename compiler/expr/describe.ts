import type { ConditionFacts } from "./facts.ts";
import type { Expr, Variable } from "./model.ts";

/**
 * A condition as its author would have written it.
 *
 * @example
 * ```ts
 * describe(and(isEvent("push"), equal(RUN.branch, "main"))); // 'run.event === "push" && run.branch === "main"'
 * ```
 */
export function describe(expr: Expr): string {
  switch (expr.op) {
    case "constant":
      return String(expr.value);
    case "equal":
      return `${variablePath(expr.variable)} === ${expr.value === null ? "undefined" : JSON.stringify(expr.value)}`;
    case "same":
      return `${variablePath(expr.left)} === ${variablePath(expr.right)}`;
    case "startsWith":
    case "endsWith":
    case "includes":
      return `${variablePath(expr.variable)}${isOptional(expr.variable) ? "?" : ""}.${expr.op}(${JSON.stringify(expr.value)})`;
    case "matches":
      return `/${expr.pattern}/${expr.flags}.test(${variablePath(expr.variable)})`;
    case "changed":
      return `run.changed(${expr.globs.map((glob) => JSON.stringify(glob)).join(", ")})`;
    case "flag":
      return `run.pullRequest?.${expr.name}`;
    case "and":
    case "or":
      return joined(expr);
    case "not":
      return negated(expr.operand);
  }
}

function joined(expr: Extract<Expr, { op: "and" | "or" }>): string {
  const sign = expr.op === "and" ? " && " : " || ";
  return expr.operands
    .map((one) => (one.op === "or" || one.op === "and" ? `(${describe(one)})` : describe(one)))
    .join(sign);
}

function negated(operand: Expr): string {
  if (operand.op === "equal" || operand.op === "same") return describe(operand).replace(" === ", " !== ");
  return operand.op === "and" || operand.op === "or" ? `!(${describe(operand)})` : `!${describe(operand)}`;
}

const isOptional = ({ kind, name }: Variable) => kind !== "run" || !["event", "sha", "actor"].includes(name);

/** A variable as it is read in a `when`. */
export function variablePath(variable: Variable): string {
  if (variable.kind === "vars") return `run.vars.${variable.name}`;
  if (variable.kind === "output") return `${variable.job}.outputs.${variable.name}`;
  const ofPullRequest = variable.name === "sourceBranch" || variable.name === "targetBranch";
  return ofPullRequest ? `run.pullRequest?.${variable.name}` : `run.${variable.name}`;
}

/**
 * A run in words: what happened, and what else is known of it.
 *
 * @example
 * ```ts
 * describeRun(facts); // "on a pull request from `fix` into `main`"
 * ```
 */
export function describeRun(facts: ConditionFacts): string {
  const details = [
    ...(facts.actor === "someone" ? [] : [`by ${quote(facts.actor)}`]),
    ...(/^0*$/.test(facts.sha) ? [] : [`at ${quote(facts.sha)}`]),
    ...(facts.changedFiles.length > 0 ? [`touching ${facts.changedFiles.map(quote).join(" and ")}`] : []),
    ...assignments("variable", facts.vars),
    ...Object.entries(facts.outputs ?? {}).flatMap(([job, outputs]) => assignments(`output of ${quote(job)}`, outputs)),
  ];
  return [whatHappened(facts), ...details].join(" ");
}

const quote = (text: string) => `\`${text}\``;

function assignments(what: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `with ${what} ${quote(name)} ${quote(value)}`);
}

function whatHappened({ event, branch, tag, pullRequest }: ConditionFacts): string {
  const ref = tag === undefined ? quote(branch ?? "") : `tag ${quote(tag)}`;
  switch (event) {
    case "push":
      return tag === undefined ? `on a push to ${ref}` : `on a push of ${ref}`;
    case "pullRequest":
      return `on ${described(pullRequest)}`;
    case "schedule":
      return `on a schedule on ${ref}`;
    case "manual":
      return `on a manual run on ${ref}`;
    case "call":
      return `on a call by another pipeline on ${pullRequest ? described(pullRequest) : ref}`;
  }
}

function described(request: ConditionFacts["pullRequest"]): string {
  const from = `${request?.fork ? "a fork's " : ""}${quote(request?.sourceBranch ?? "")}`;
  return `a pull request from ${from} into ${quote(request?.targetBranch ?? "")}`;
}
