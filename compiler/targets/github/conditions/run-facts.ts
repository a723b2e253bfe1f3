import { type Atom, substitute, variablesOf, withValue } from "../../../expr/assume.ts";
import { and, isEvent, isSet, not, or, RUN } from "../../../expr/build.ts";
import { satisfiable } from "../../../expr/decide.ts";
import { variablePath } from "../../../expr/describe.ts";
import { exprKey } from "../../../expr/key.ts";
import { type Expr, NEVER, type Variable } from "../../../expr/model.ts";
import { declaredInputs, isCallable } from "../../../graph/inputs.ts";
import type { StageGraph } from "../../../graph/model/index.ts";
import { atomsIn } from "../../../graph/references.ts";
import { startedRuns } from "../../../graph/trigger-condition.ts";
import { dependsOn, free, unsetOn, USUAL_EVENTS } from "../../dependence.ts";
import type { GitHubStart } from "./tests.ts";

/** What is known of the runs of a workflow, which decides how a condition can be told to GitHub. */
export interface KnownRuns extends GitHubStart {
  /** The runs that start it. */
  readonly starts: Expr;
  /** Inputs by name: on which runs nobody is asked, and what they are then. */
  readonly inputs: ReadonlyMap<string, { readonly unasked: Expr; readonly standard: string }>;
}

export const USUAL_RUNS: KnownRuns = {
  starts: USUAL_EVENTS,
  callable: false,
  onTarget: false,
  booleans: new Set(),
  inputs: new Map(),
};

const known = new WeakMap<StageGraph, KnownRuns>();

export function knownRuns(graph: StageGraph): KnownRuns {
  let runs = known.get(graph);
  if (!runs) {
    const { triggers } = graph;
    const inputs = Object.entries(declaredInputs(triggers));
    const asks = (kind: "manual" | "call", name: string) => Object.hasOwn(declaredInputs(triggers, kind), name);
    runs = {
      starts: startedRuns(graph),
      callable: isCallable(graph),
      onTarget: triggers.some(({ kind }: { readonly kind: string }) => kind === "pullRequestTarget"),
      booleans: new Set(inputs.flatMap(([name, { type }]) => (type === "boolean" ? [name] : []))),
      inputs: new Map(
        inputs.map(([name, { default: standard = "" }]) => {
          const asked = (["manual", "call"] as const).filter((kind) => asks(kind, name)).map(isEvent);
          return [name, { unasked: not(or(...asked)), standard }];
        }),
      ),
    };
    known.set(graph, runs);
  }
  return runs;
}

const REVIEWS = or(isEvent("pull_request_review"), isEvent("pull_request_review_comment"));
const QUEUE = isEvent("mergeQueue");
const ON_REQUEST = isSet(RUN.targetBranch);

/**
 * The condition with what GitHub knows more of than the language says put right: a merge queue has a branch of its own, a review
 * the payload of its pull request. And what GitHub knows on some runs only is refused where it is asked on others.
 */
export function githubFacts(expr: Expr, runs: KnownRuns): Expr | { readonly refused: string } {
  let found = withInputs(expr, runs);
  for (const atom of unique(found)) {
    for (const variable of variablesOf(atom)) {
      const refused = refusal(variable, found, atom, runs);
      if (refused) return { refused };
    }
    if (variablesOf(atom).some(isBranch)) found = unsetOn(found, atom, QUEUE, { ...runs, unset: isBranch });
    if (isProtection(atom)) found = unprotected(found, atom, runs.starts);
    if (ofPayload(atom)) found = unsetOn(found, atom, REVIEWS, { ...runs, unset: isOfRequest });
  }
  return found;
}

const unique = (expr: Expr) => new Map(atomsIn(expr).map((atom) => [exprKey(atom), atom])).values();
const isBranch = ({ kind, name }: Variable) => kind === "run" && name === "branch";
const isOfRequest = ({ kind, name }: Variable) => kind === "run" && name.startsWith("pullRequest");
const isProtection = (atom: Atom) => atom.op === "flag" && atom.name === "protected";
const ofPayload = (atom: Atom) =>
  atom.op === "label" || (atom.op === "flag" && atom.name === "draft") || variablesOf(atom).some(isOfRequest);

/** The solver knows that nothing is protected there; GitHub's own field says what the branch is. */
function unprotected(expr: Expr, atom: Atom, starts: Expr): Expr {
  const key = exprKey(atom);
  const elsewhere = or(ON_REQUEST, QUEUE);
  const guess = substitute(expr, (one) => (exprKey(one) === key ? FREE : undefined));
  if (!dependsOn(guess, FREE, and(starts, elsewhere))) return expr;
  return substitute(expr, (one) => (exprKey(one) === key ? and(not(elsewhere), atom) : undefined));
}

const FREE = free("protected") as Atom;

function refusal(variable: Variable, expr: Expr, atom: Atom, { starts }: KnownRuns): string | undefined {
  if (variable.kind === "gitlab") return `\`${variablePath(variable)}\` is available only on GitLab`;
  const ofCommit = variable.kind === "run" && (variable.name === "commitMessage" || variable.name === "commitAuthor");
  if (!ofCommit || !dependsOn(expr, atom, and(starts, not(isEvent("push"))))) return undefined;
  return `GitHub says what \`${variablePath(variable)}\` is on a push only; put \`run.event === "push"\` before it`;
}

/** Where nobody is asked, an input is its default. */
function withInputs(expr: Expr, runs: KnownRuns): Expr {
  const { inputs, starts } = runs;
  return substitute(expr, (atom) => {
    const variable = variablesOf(atom).find(({ kind, name }) => kind === "input" && inputs.has(name));
    const input = variable && inputs.get(variable.name);
    if (!input || !satisfiable(and(starts, input.unasked))) return undefined;
    const standard = input.standard === "" ? null : input.standard;
    const value = withValue(atom, variable, standard) ?? NEVER;
    if (atom.op === "same") return or(and(input.unasked, withInputs(value, runs)), and(not(input.unasked), atom));
    const isFalse = value.op === "constant" && !value.value;
    // Where nobody is asked GitHub has an empty input, for which nothing but `unset` holds.
    const asked = atom.op === "equal" && atom.value === null ? and(not(input.unasked), atom) : atom;
    return isFalse ? asked : or(and(input.unasked, value), asked);
  });
}
