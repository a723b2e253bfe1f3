import type { ConditionFacts } from "./facts.ts";
import { globToRegex, splitGlobs } from "./glob.ts";
import type { Changed, Expr, Matches, TextTest, Variable } from "./model.ts";
import { parsePattern, toJavaScript } from "./regex/index.ts";
import { isNothing, RUN_VARIABLES } from "./run-variables.ts";

/**
 * Whether a condition holds on a run, with TypeScript's meaning.
 *
 * @example
 * ```ts
 * evaluate(equal(RUN.branch, "main"), facts); // facts.branch === "main"
 * ```
 */
export function evaluate(expr: Expr, facts: ConditionFacts): boolean {
  switch (expr.op) {
    case "constant":
      return expr.value;
    case "equal":
      return (variableValue(expr.variable, facts) ?? null) === expr.value;
    case "same":
      return variableValue(expr.left, facts) === variableValue(expr.right, facts);
    case "startsWith":
    case "endsWith":
    case "includes":
    case "matches": {
      const value = variableValue(expr.variable, facts);
      return value !== undefined && testText(expr, value);
    }
    case "changed":
      return isComparable(facts) && facts.changedFiles.some((path) => touches(expr, path));
    case "flag":
      return expr.name === "protected" ? isProtected(facts) : facts.pullRequest?.[expr.name] === true;
    case "label":
      return facts.pullRequest?.labels?.includes(expr.name) === true;
    case "and":
      return expr.operands.every((operand) => evaluate(operand, facts));
    case "or":
      return expr.operands.some((operand) => evaluate(operand, facts));
    case "not":
      return !evaluate(expr.operand, facts);
  }
}

/** Of a branch or tag alone: what comes of a pull request is not protected. */
const isProtected = ({ pullRequest, branch, tag, protected: isSo }: ConditionFacts) =>
  isSo === true && pullRequest === undefined && (branch ?? tag) !== undefined;

/** What a variable holds on a run; an empty one is unset. */
export function variableValue(variable: Variable, facts: ConditionFacts): string | undefined {
  return read(variable, facts) || undefined;
}

function read(variable: Variable, facts: ConditionFacts): string | undefined {
  switch (variable.kind) {
    case "vars":
      return own(facts.vars, variable.name);
    case "output":
      return own(own(facts.outputs ?? {}, variable.job) ?? {}, variable.name);
    case "step":
      return own(own(facts.steps ?? {}, variable.step) ?? {}, variable.name)?.replaceAll(/[A-Z]+/g, (one) =>
        one.toLowerCase(),
      );
    case "input":
      return own(facts.inputs ?? {}, variable.name);
    case "gitlab":
      return own(facts.provider ?? {}, `gitlab.${variable.name}`);
    case "github":
      return payload(own(facts.provider ?? {}, `github.${variable.name}`)?.toLowerCase());
    case "run":
      return RUN_VARIABLES[variable.name].read(facts);
  }
}

const payload = (text: string | undefined) => (text === undefined || isNothing(text) ? undefined : text);

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Whether there are commits to compare: a schedule, a manual run, a call and a tag touch nothing. */
export function isComparable(facts: ConditionFacts): boolean {
  return facts.event === "pullRequest" || (facts.event === "push" && facts.branch !== undefined);
}

/** A test of a value that is set. */
export function testText(test: TextTest | Matches, value: string): boolean {
  switch (test.op) {
    case "startsWith":
      return value.startsWith(test.value);
    case "endsWith":
      return value.endsWith(test.value);
    case "includes":
      return value.includes(test.value);
    case "matches":
      return compiled(`${test.flags}/${test.pattern}`, () => pattern(test)).test(value);
  }
}

export function touches(test: Changed, path: string): boolean {
  const matches = (glob: string) => compiled(`glob/${glob}`, () => wholly(toJavaScript(globToRegex(glob)))).test(path);
  const { wanted, left } = splitGlobs(test.globs);
  return wanted.some(matches) && !left.some(matches);
}

const wholly = (source: string) => `^(?:${source})$`;

function pattern(test: Matches): string {
  const parsed = parsePattern(test.pattern, test.flags);
  if ("problem" in parsed) throw new Error(`/${test.pattern}/ cannot be used in a condition: ${parsed.problem}`);
  return toJavaScript(parsed.node);
}

/** Compiled expressions, by what they were made from: a run evaluates the same few conditions for many jobs. */
const cache = new Map<string, RegExp>();

function compiled(key: string, source: () => string): RegExp {
  let regex = cache.get(key);
  if (!regex) {
    if (cache.size >= 1000) cache.clear();
    regex = new RegExp(source(), "u");
    cache.set(key, regex);
  }
  return regex;
}
