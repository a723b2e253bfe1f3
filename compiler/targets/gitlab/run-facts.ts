import { type Atom, substitute, variablesOf } from "../../expr/assume.ts";
import { and, equal, isEvent, isSet, not, or, RUN } from "../../expr/build.ts";
import { satisfiable } from "../../expr/decide.ts";
import { exprKey } from "../../expr/key.ts";
import type { Expr, Variable } from "../../expr/model.ts";
import { RUN_VARIABLES } from "../../expr/run-variables.ts";
import type { StageGraph } from "../../graph/model/index.ts";
import { startedRuns } from "../../graph/trigger-condition.ts";
import { dependsOn, free, withoutValue } from "../dependence.ts";

/** A merge train's pipeline is one of a merge request (docs: ci/variables/predefined_variables). */
const TRAIN = equal({ kind: "gitlab", name: "CI_MERGE_REQUEST_EVENT_TYPE" }, "merge_train");
const PROTECTED: Expr = { op: "flag", name: "protected" };
const ON_REQUEST = isSet(RUN.targetBranch);

/**
 * The graph with what GitLab knows more of than the language says put right: the source branch of a merge request may be protected,
 * and a merge train has the variables of its merge request.
 */
export function withGitLabFacts(graph: StageGraph): StageGraph {
  const starts = startedRuns(graph);
  const right = (expr: Expr) => gitlabFacts(expr, starts);
  return {
    ...graph,
    jobs: graph.jobs.map((job) => ({
      ...job,
      when: right(job.when),
      ...(job.kind === "script" && {
        steps: job.steps.map((step) => (step.when ? { ...step, when: right(step.when) } : step)),
      }),
    })),
  };
}

/** The same of one condition. Doing so twice changes nothing. */
export function gitlabFacts(expr: Expr, starts: Expr): Expr {
  const found = satisfiable(and(starts, isEvent("mergeQueue"))) ? offTrains(expr) : expr;
  const guess = substitute(found, (atom) => (isProtection(atom) ? FREE : undefined));
  if (guess === found || !dependsOn(guess, FREE, and(starts, or(ON_REQUEST, isEvent("mergeQueue"))))) return found;
  return substitute(found, (atom) => (isProtection(atom) ? and(not(ON_REQUEST), PROTECTED) : undefined));
}

const FREE = free("protected") as Atom;
const isProtection = (atom: Atom) => exprKey(atom) === exprKey(PROTECTED);

function offTrains(expr: Expr): Expr {
  return substitute(expr, (atom) => {
    if (exprKey(atom) === exprKey(isEvent("pullRequest"))) return and(atom, not(TRAIN));
    if (atom.op !== "changed" && !ofRequest(atom)) return undefined;
    return or(and(not(TRAIN), atom), and(TRAIN, withoutValue(atom, isOfRequest)));
  });
}

const ofRequest = (atom: Atom) =>
  atom.op === "label" || (atom.op === "flag" && atom.name !== "protected") || variablesOf(atom).some(isOfRequest);

const isOfRequest = (one: Variable) => one.kind === "run" && RUN_VARIABLES[one.name].set === "pullRequest";
