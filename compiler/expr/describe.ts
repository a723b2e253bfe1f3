import type { ConditionFacts } from "./facts.ts";
import type { Event, Expr, Variable } from "./model.ts";
import { isAlwaysSet, RUN_VARIABLES } from "./run-variables.ts";

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
      return expr.name === "protected" ? "run.protected" : `run.pullRequest?.${expr.name}`;
    case "label":
      return `run.pullRequest?.labels.includes(${JSON.stringify(expr.name)})`;
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

const isOptional = (variable: Variable) => !isAlwaysSet(variable);

/** A variable as it is read in a `when`. */
export function variablePath(variable: Variable): string {
  if (variable.kind === "vars") return `run.vars.${variable.name}`;
  if (variable.kind === "output") return `${variable.job}.outputs.${variable.name}`;
  if (variable.kind === "step") return `${variable.step}.${variable.name}`;
  if (variable.kind === "input") return `inputs.${variable.name}`;
  if (variable.kind === "run") return `run.${RUN_VARIABLES[variable.name].path}`;
  return `run.${variable.kind}(${JSON.stringify(variable.name)})`;
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
    ...furtherDetails(facts),
    ...assignments("variable", facts.vars),
    ...assignments("input", facts.inputs ?? {}),
    ...assignments("", facts.provider ?? {}),
    ...Object.entries(facts.outputs ?? {}).flatMap(([job, outputs]) => assignments(`output of ${quote(job)}`, outputs)),
    ...Object.entries(facts.steps ?? {}).flatMap(([step, left]) => assignments(`step ${quote(step)}:`, left)),
  ];
  return [whatHappened(facts), ...details].join(" ");
}

const quote = (text: string) => `\`${text}\``;

function assignments(what: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `with ${what && `${what} `}${quote(name)} ${quote(value)}`);
}

/** What is said of a run only where it is not as usual. */
function furtherDetails({ repository, defaultBranch, commit, protected: isProtected, pullRequest }: ConditionFacts) {
  return [
    ...(repository === undefined || repository === "group/app" ? [] : [`in ${quote(repository)}`]),
    ...(defaultBranch === undefined || defaultBranch === "main"
      ? []
      : [`with the default branch ${quote(defaultBranch)}`]),
    ...(isProtected ? ["with protection"] : []),
    ...(commit?.message === undefined || commit.message === "A change" ? [] : [`of a commit ${quote(commit.message)}`]),
    ...(commit?.author === undefined || commit.author.startsWith("Someone ")
      ? []
      : [`of a commit by ${quote(commit.author)}`]),
    ...(pullRequest?.title === undefined || pullRequest.title === "A change"
      ? []
      : [`titled ${quote(pullRequest.title)}`]),
    ...(pullRequest?.number === undefined || pullRequest.number === "1"
      ? []
      : [`numbered ${quote(pullRequest.number)}`]),
    ...(pullRequest?.author === undefined || pullRequest.author === "someone"
      ? []
      : [`opened by ${quote(pullRequest.author)}`]),
    ...(pullRequest?.labels?.length ? [`labelled ${pullRequest.labels.map(quote).join(" and ")}`] : []),
  ];
}

/** Events in words, before what they are on. */
const HAPPENED: Readonly<Partial<Record<Event, string>>> = {
  schedule: "on a schedule",
  manual: "on a manual run",
  call: "on a call by another pipeline",
  release: "on a release",
  after: "after another pipeline",
  dispatch: "on a dispatch",
};

function whatHappened({ event, branch, tag, pullRequest }: ConditionFacts): string {
  const ref = tag === undefined ? quote(branch ?? "") : `tag ${quote(tag)}`;
  switch (event) {
    case "push":
      return tag === undefined ? `on a push to ${ref}` : `on a push of ${ref}`;
    case "pullRequest":
      return `on ${described(pullRequest)}`;
    case "pullRequestTarget":
      return `on the target of ${described(pullRequest)}`;
    case "mergeQueue":
      return "in the merge queue";
    default: {
      const what = HAPPENED[event] ?? `on ${quote(event)}`;
      const where = pullRequest ? described(pullRequest) : branch === undefined && tag === undefined ? "" : ref;
      return where === "" ? what : `${what} on ${where}`;
    }
  }
}

function described(request: ConditionFacts["pullRequest"]): string {
  const from = `${request?.fork ? "a fork's " : ""}${quote(request?.sourceBranch ?? "")}`;
  return `a ${request?.draft ? "draft of a " : ""}pull request from ${from} into ${quote(request?.targetBranch ?? "")}`;
}
