import { asLiteral, isAtom, substitute, variablesOf } from "../../expr/assume.ts";
import { and, equal, isEvent, isSet, not, or, RUN, same, textTest } from "../../expr/build.ts";
import { implies, satisfiable } from "../../expr/decide.ts";
import { exprKey } from "../../expr/key.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "../../expr/model.ts";
import { inScene, type Scene } from "../../expr/scene.ts";
import { simplify } from "../../expr/simplify.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { eventOf, triggerCondition } from "../../graph/trigger-condition.ts";
import { valuesOf } from "../../graph/walk.ts";
import { printGitLab } from "./conditions/print.ts";
import { foreseeableGraph } from "./output-conditions.ts";
import { nativeKeys, saysPresence } from "./presence-keys.ts";

/**
 * A push to a branch with an open merge request can start two pipelines of the same commit. On protected branches both run:
 * what is deployed from there waits for a push.
 */
const DOUBLED = and(
  isEvent("push"),
  isSet(RUN.branch),
  isSet({ kind: "vars", name: "CI_OPEN_MERGE_REQUESTS" }),
  not(equal({ kind: "vars", name: "CI_COMMIT_REF_PROTECTED" }, "true")),
);

const PUSH: Scene = { event: "push", on: "branch" };
const MERGE_REQUEST: Scene = { event: "pullRequest", on: "pullRequest" };

/** The merge request's branch is one of the project that is pushed to. Where that is a fork, it is left out here as it is there. */
const OWN_REQUEST = and(isEvent("pullRequest"), not({ op: "flag", name: "fork" }));

const known = new WeakMap<StageGraph, Expr>();

/**
 * The pushes that start no pipeline of their own, as that of a merge request has every job and every step that the push
 * would have had. Whatever is not proved so runs for the push as well: a job that an open merge request's pipeline may not
 * have, or whose condition depends on what differs between the two (changed files, outputs, what GitLab alone knows).
 */
export function coveredPushes(graph: StageGraph): Expr {
  let found = known.get(graph);
  if (!found) {
    found = compute(graph);
    known.set(graph, found);
  }
  return found;
}

function compute(graph: StageGraph): Expr {
  const { push, request } = starts(graph);
  if (!satisfiable(push) || !satisfiable(request)) return NEVER;
  // Jobs of an include have rules of their own.
  if (graph.gitlab && graph.gitlab.include.length > 0) return NEVER;
  const present = presence(foreseeableGraph(graph));
  const alone = new Map<string, Expr>();
  const covered = new Set<string>();
  for (const job of graph.jobs) {
    for (const condition of conditionsOf(job, present.get(job.id) ?? ALWAYS)) {
      const onPush = of(and(push, condition), PUSH, ALWAYS);
      const onRequest = dependsOnBranch(job) ? NEVER : of(and(request, condition), MERGE_REQUEST, NEVER);
      const key = `${exprKey(onPush)} => ${exprKey(onRequest)}`;
      if (covered.has(key) || alone.has(exprKey(onPush))) continue;
      if (implies(and(OWN_REQUEST, asSource(onPush)), onRequest).holds) covered.add(key);
      else alone.set(exprKey(onPush), onPush);
    }
  }
  const dropped = simplify(and(DOUBLED, not(or(...alone.values()))));
  return satisfiable(dropped) && !("refused" in printGitLab(dropped)) ? dropped : NEVER;
}

function starts({ triggers }: StageGraph): { readonly push: Expr; readonly request: Expr } {
  const by = (event: string) => or(...triggers.filter((one) => eventOf(one) === event).map(triggerCondition));
  return { push: by("push"), request: by("pullRequest") };
}

/** When the job is there, and when each of its steps runs. Keys of the author's own may add the job to any pipeline. */
function conditionsOf(job: Job, present: Expr): readonly Expr[] {
  if (saysPresence(nativeKeys(job))) return [isSet(RUN.branch)];
  const steps = job.kind === "script" ? job.steps.flatMap(({ when }) => (when ? [and(present, when)] : [])) : [];
  return [present, ...(job.when === present ? [] : [and(present, job.when)]), ...steps];
}

/** What a job does with the name of the branch, it cannot do for a merge request, which is on none. */
function dependsOnBranch(job: Job): boolean {
  if (job.kind === "build" && job.tagFrom?.includes("branch")) return true;
  return valuesOf(job).some((value) => value.kind === "run" && value.name === "branch");
}

/** A condition in one kind of run, with an answer for what nothing is known of there. */
function of(condition: Expr, scene: Scene, unknown: Expr): Expr {
  return answered(simplify(inScene(simplify(condition), scene)), unknown);
}

function answered(expr: Expr, unknown: Expr): Expr {
  if (asLiteral(expr)) return differs(expr) ? unknown : withoutProtection(expr);
  if (expr.op === "and") return and(...expr.operands.map((one) => answered(one, unknown)));
  return expr.op === "or" ? or(...expr.operands.map((one) => answered(one, unknown))) : expr;
}

/** Whether the answer may be another in each of two pipelines of one commit. */
function differs(literal: Expr): boolean {
  const atom = literal.op === "not" ? literal.operand : literal;
  return isAtom(atom) && (atom.op === "changed" || variablesOf(atom).some(isOfPipeline));
}

function isOfPipeline({ kind, name }: Variable): boolean {
  if (kind === "vars") return /^CI(?:_|$)/.test(name);
  // The commit of a merged result is none that was pushed.
  return kind === "output" || kind === "step" || kind === "gitlab" || (kind === "run" && name === "sha");
}

/** {@link DOUBLED} is about branches that are not protected. */
const withoutProtection = (literal: Expr): Expr =>
  substitute(literal, (atom) => (atom.op === "flag" && atom.name === "protected" ? NEVER : undefined));

/** What is asked of the pushed branch, asked of the source branch. */
function asSource(expr: Expr): Expr {
  const renamed = (variable: Variable): Variable =>
    variable.kind === "run" && variable.name === "branch" ? RUN.sourceBranch : variable;
  return substitute(expr, (atom) => {
    switch (atom.op) {
      case "equal":
        return equal(renamed(atom.variable), atom.value);
      case "same":
        return same(renamed(atom.left), renamed(atom.right));
      case "startsWith":
      case "endsWith":
      case "includes":
        return textTest(atom.op, renamed(atom.variable), atom.value);
      case "matches":
        return { ...atom, variable: renamed(atom.variable) };
      default:
        return undefined;
    }
  });
}
