import { factsOf } from "../expr/counterexample.ts";
import { type ConditionFacts, type Expr, evaluate, exprKey, simplify } from "../expr/index.ts";
import { inScene, type Scene, scenesFor } from "../expr/scene.ts";
import { solve } from "../expr/solve.ts";

/**
 * Whether a condition can hold.
 *
 * - `run`: it can, and this run is an example. The run has been evaluated: the condition holds on it.
 * - `never`: proved for all events, facts, variables, outputs and changed files.
 * - `unknown`: the search was given up; nothing is claimed.
 */
export type Search =
  | { readonly kind: "run"; readonly run: ConditionFacts }
  | { readonly kind: "never" }
  | { readonly kind: "unknown" };

const NOTHING: Search = { kind: "never" };
const GIVEN_UP: Search = { kind: "unknown" };

/**
 * Looks for a run on which a condition holds: a push to a branch first, then the rarer kinds of run.
 *
 * @param scenes - Kinds of run that count. Default: all.
 *
 * @example
 * ```ts
 * findRun(equal(RUN.branch, "main")); // { kind: "run", run: { event: "push", branch: "main", ... } }
 * ```
 */
export function findRun(condition: Expr, scenes?: readonly Scene[]): Search {
  const key = scenes === undefined ? exprKey(condition) : `${scenes.map(sceneKey).join(" ")} ${exprKey(condition)}`;
  let found = known.get(key);
  if (!found) {
    found = search(condition, scenes);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, found);
  }
  return found;
}

/** Thousands of jobs share a few conditions, and each command asks about them several times. */
const known = new Map<string, Search>();
const MOST_KNOWN = 50_000;

const sceneKey = ({ event, on }: Scene) => `${event}/${on}`;

function search(condition: Expr, scenes: readonly Scene[] | undefined): Search {
  const simple = simplify(condition);
  if (simple.op === "constant" && !simple.value) return NOTHING;
  let answer = NOTHING;
  for (const scene of scenes ?? scenesFor(simple)) {
    const solution = solve(simplify(inScene(simple, scene)));
    if (solution === "none") continue;
    // Texts are chosen after the search; a run on which the condition does not hold shows nothing.
    const run = solution === "unknown" ? undefined : factsOf(scene, solution.known);
    if (run && evaluate(condition, run)) return { kind: "run", run };
    answer = GIVEN_UP;
  }
  return answer;
}

/** Whether no run can meet the condition; false also where the search was given up. */
export const provedNever = (condition: Expr): boolean => findRun(condition).kind === "never";
