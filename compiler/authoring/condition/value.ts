import { isSet, RUN } from "../../expr/build.ts";
import type { Expr, Variable } from "../../expr/model.ts";
import type { ConditionProblem } from "./declared.ts";

const kind = Symbol("symbolic");

/** A string of the run, unset where it does not apply. */
export interface SymbolicVariable {
  readonly [kind]: "variable";
  readonly variable: Variable;
}

/** A boolean of the run. */
export interface SymbolicTruth {
  readonly [kind]: "truth";
  readonly expr: Expr;
}

/** `test ? then : otherwise`, where it is no mere boolean. `truth` is what it is as a condition. */
export interface SymbolicChoice {
  readonly [kind]: "choice";
  readonly test: Expr;
  readonly then: Value;
  readonly otherwise: Value;
  readonly truth?: Expr;
}

/** The run's pull request, of its caller on a call; undefined where there is none. */
export interface SymbolicPullRequest {
  readonly [kind]: "pullRequest";
}

/** The names of the pull request's labels; empty where there is none. */
export interface SymbolicLabels {
  readonly [kind]: "labels";
}

/** What could not be lowered. It takes the place of every value that depends on it. */
export interface Inexpressible {
  readonly [kind]: "problem";
  readonly problems: readonly ConditionProblem[];
}

export type Symbolic =
  | SymbolicVariable
  | SymbolicTruth
  | SymbolicChoice
  | SymbolicPullRequest
  | SymbolicLabels
  | Inexpressible;

/** A value inside a predicate: known now (a plain JavaScript value), or {@link Symbolic}. */
export type Value = unknown;

export type Kind = Symbolic[typeof kind] | "plain";

/** Used as text, where a builder call is missing, it must not pass for a text. */
function make<S extends Symbolic>(symbolic: Omit<S, typeof kind>, which: S[typeof kind]): S {
  return Object.freeze({ ...symbolic, [kind]: which, [Symbol.toPrimitive]: refuse }) as unknown as S;
}

function refuse(): never {
  throw new TypeError("a value that is known only while the pipeline runs was used as if it were known now");
}

export const variableValue = (variable: Variable) => make<SymbolicVariable>({ variable }, "variable");

/** That there is a pull request, whatever the event is called: each has a target. */
export const ON_PULL_REQUEST: Expr = isSet(RUN.targetBranch);

export const pullRequestValue = make<SymbolicPullRequest>({}, "pullRequest");

export const labelsValue = make<SymbolicLabels>({}, "labels");

export const inexpressible = (problems: readonly ConditionProblem[]) => make<Inexpressible>({ problems }, "problem");

/** A boolean; a plain one when the condition is constant. */
export function truth(expr: Expr): Value {
  return expr.op === "constant" ? expr.value : make<SymbolicTruth>({ expr }, "truth");
}

/** One of two values; that one when the test is constant. */
export function choice(test: Expr, then: Value, otherwise: Value, asCondition?: Expr): Value {
  if (test.op === "constant") return test.value ? then : otherwise;
  return make<SymbolicChoice>({ test, then, otherwise, ...(asCondition && { truth: asCondition }) }, "choice");
}

const isSymbolic = (value: Value): value is Symbolic => typeof value === "object" && value !== null && kind in value;

export function kindOf(value: Value): Kind {
  return isSymbolic(value) ? value[kind] : "plain";
}

/** What is a text for its type, the empty one where nobody has set it: an output, or an input. All others are undefined then. */
export const isText = ({ kind }: Variable): boolean => kind === "output" || kind === "input";

export const isPlain = (value: Value): boolean => !isSymbolic(value);
export const isVariable = (value: Value): value is SymbolicVariable => kindOf(value) === "variable";
export const isTruth = (value: Value): value is SymbolicTruth => kindOf(value) === "truth";
export const isChoice = (value: Value): value is SymbolicChoice => kindOf(value) === "choice";
export const isPullRequest = (value: Value): value is SymbolicPullRequest => kindOf(value) === "pullRequest";
export const isLabels = (value: Value): value is SymbolicLabels => kindOf(value) === "labels";
export const isInexpressible = (value: Value): value is Inexpressible => kindOf(value) === "problem";
