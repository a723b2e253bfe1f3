import { LIMITS } from "../provider.ts";
import { type Atom, asLiteral } from "../../../expr/assume.ts";
import { answeredTest, type OutputAnswer, outputAnswer } from "./answers.ts";
import { byPatterns } from "./by-patterns.ts";
import { type PlanAtom, planAtom } from "./plan-atoms.ts";
import { type GitHubTest, githubTest } from "./tests.ts";
import type { GitHubEnv } from "./values.ts";
import type { Expr } from "../../../expr/model.ts";
import { comparisonOf } from "../../../expr/ignoring-case.ts";
import { githubFacts, type KnownRuns, USUAL_RUNS } from "./run-facts.ts";
import { printShell } from "../../shell/condition.ts";
import { simplify } from "../../../expr/simplify.ts";

export type { PlanAtom, PlanChanged, PlanMatches } from "./plan-atoms.ts";
export type { GitHubEnv } from "./values.ts";

/**
 * A condition for GitHub. `native` is the text of an `if:` (without `${{ }}`); it is never false where the condition is true,
 * and exact when there is no guard. `plan` lists what the shared plan job, a need then, has to compute; `native` takes for
 * granted that it succeeded. Or why GitHub cannot express it.
 */
export type GitHubCondition =
  | {
      readonly native: string;
      readonly guard?: GitHubGuard;
      readonly plan: readonly PlanAtom[];
      /** What jobs whose outputs are read have to tell of them. Absent: nothing. */
      readonly answers?: readonly OutputAnswer[];
    }
  | { readonly refused: string };

/** What is left to test exactly, once `native` has held. */
export interface GitHubGuard {
  /** Environment of the test. */
  readonly env: GitHubEnv;
  /** A POSIX shell condition; it exits with 0 when the job is to run. */
  readonly test: string;
  /**
   * Whether `native` leaves no more to it than what GitHub takes for equal and is not: the test says no to such a run only.
   * Where it is false, GitHub could not narrow the condition, and an ordinary run may come as far as the test.
   */
  readonly narrow: boolean;
}

export interface GitHubOptions {
  /** Leave free strings to the plan job, not to a guard. Default: false. */
  readonly exactly?: boolean;
  /** Jobs that can compare what they put out. Default: none. */
  readonly answering?: ReadonlySet<string>;
  /** How the workflow is started. Default: by usual events, and not by a call. */
  readonly runs?: KnownRuns;
}

type Test = (atom: Atom, holds: boolean) => GitHubTest;

const DEEPEST = 50;

/**
 * A condition as GitHub's `if:`, a guard and what the plan job computes.
 *
 * @example
 * ```ts
 * printGitHub(isEvent("push")); // { native: "github.event_name == 'push'", plan: [] }
 * printGitHub(equal(RUN.branch, "main")).guard?.test; // [ "$WAYBILL_REF" = 'refs/heads/main' ]
 * ```
 */
export function printGitHub(expr: Expr, options: GitHubOptions = {}): GitHubCondition {
  const { exactly = false, answering, runs = USUAL_RUNS } = options;
  const answerOf = (atom: Atom) => {
    const answer = answering && outputAnswer(atom, runs);
    return answer && answering.has(answer.job) ? answer : undefined;
  };
  const test: Test = (atom, holds) => {
    const answer = answerOf(atom);
    return answer ? answeredTest(answer, holds) : githubTest(atom, holds, runs);
  };
  const known = githubFacts(expr, runs);
  if ("refused" in known) return known;
  const condition = exactly ? byPatterns(simplify(known)) : simplify(known);
  const plan = new Map<string, PlanAtom>();
  for (const atom of atomsOf(condition)) {
    if (atom.op !== "matches" && atom.op !== "changed") continue;
    if (atom.op === "matches" && comparisonOf(atom)) continue;
    const planned = planAtom(atom);
    if ("refused" in planned) return planned;
    plan.set(planned.output, planned);
  }
  const conjuncts = condition.op === "and" ? condition.operands : [condition];
  const inexact = conjuncts.filter((one) => !isExact(one, test));
  const native = printNative(condition, test) ?? "true";
  if (native.length > LIMITS.expression)
    return { refused: `the condition takes more than ${LIMITS.expression} characters` };
  if (depth(native) > DEEPEST) return { refused: `the condition is nested more than ${DEEPEST} deep` };
  const guard = inexact.length > 0 && {
    env: Object.assign({}, ...inexact.flatMap(atomsOf).map((atom) => test(atom, true).env)) as GitHubEnv,
    test: inexact
      .map((one) => printShell(one, (atom, holds) => test(atom, holds).shell, inexact.length > 1))
      .join(" && "),
    narrow: inexact.every((one) => isNarrow(one, test)),
  };
  const answers = atomsOf(condition).flatMap((atom) => answerOf(atom) ?? []);
  return { native, ...(guard && { guard }), plan: [...plan.values()], ...(answers.length && { answers }) };
}

function atomsOf(expr: Expr): readonly Atom[] {
  const literal = asLiteral(expr);
  if (literal) return [literal.atom];
  return expr.op === "and" || expr.op === "or" ? expr.operands.flatMap(atomsOf) : [];
}

function isExact(expr: Expr, test: Test): boolean {
  const literal = asLiteral(expr);
  if (literal) return test(literal.atom, literal.holds).exact;
  return expr.op === "and" || expr.op === "or" ? expr.operands.every((one) => isExact(one, test)) : true;
}

/** Whether GitHub has something to say to each of its parts. */
function isNarrow(expr: Expr, test: Test): boolean {
  const literal = asLiteral(expr);
  if (literal) return test(literal.atom, literal.holds).native !== undefined;
  return expr.op === "and" || expr.op === "or" ? expr.operands.every((one) => isNarrow(one, test)) : true;
}

/** Undefined: nothing that GitHub could rule out. */
function printNative(expr: Expr, test: Test): string | undefined {
  const literal = asLiteral(expr);
  if (literal) return test(literal.atom, literal.holds).native;
  if (expr.op === "constant") return expr.value ? undefined : "false";
  if (expr.op !== "and" && expr.op !== "or") throw new Error(`${expr.op} is left in a simplified condition`);
  const { op } = expr;
  const parts = expr.operands.map((one) => printNative(one, test));
  if (op === "or" && parts.includes(undefined)) return undefined;
  const said = expr.operands.flatMap((part, index) => {
    const text = parts[index];
    return text === undefined ? [] : [{ text, grouped: !isSimple(part) || (op === "or" && text.includes(" && ")) }];
  });
  if (said.length < 2) return said[0]?.text;
  return said.map(({ text, grouped }) => (grouped ? `(${text})` : text)).join(op === "and" ? " && " : " || ");
}

const isSimple = (expr: Expr) => expr.op !== "and" && expr.op !== "or";

function depth(text: string): number {
  let [open, deepest] = [0, 0];
  for (const char of text.replaceAll(/'[^']*'/g, "")) {
    if (char === "(") deepest = Math.max(deepest, ++open);
    if (char === ")") open--;
  }
  return deepest;
}
