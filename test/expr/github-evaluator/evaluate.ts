import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";

type Plain = string | boolean | null | undefined | { readonly [name: string]: Plain };

/** The contexts that GitHub would give a job of a run. */
export function contextsOf(run: ConditionFacts, plan: Readonly<Record<string, string>>): Plain {
  const names = {
    push: "push",
    pullRequest: "pull_request",
    schedule: "schedule",
    manual: "workflow_dispatch",
    // A called workflow has its caller's event.
    call: run.pullRequest ? "pull_request" : (["push", "schedule", "workflow_dispatch"] as const)[run.actor.length % 3],
  } as const;
  const request = run.pullRequest;
  const needs = Object.entries(run.outputs ?? {}).map(([job, outputs]) => [job, { result: "success", outputs }]);
  return {
    github: {
      event_name: names[run.event],
      actor: run.actor,
      repository: "group/app",
      sha: request ? "f".repeat(40) : run.sha,
      ref: request ? "refs/pull/7/merge" : run.tag === undefined ? `refs/heads/${run.branch}` : `refs/tags/${run.tag}`,
      ref_name: request ? "7/merge" : (run.tag ?? run.branch),
      ref_type: run.tag === undefined ? "branch" : "tag",
      head_ref: request?.sourceBranch ?? "",
      base_ref: request?.targetBranch ?? "",
      event: request
        ? { pull_request: { head: { sha: run.sha, repo: { full_name: request.fork ? "someone/app" : "Group/App" } } } }
        : {},
    },
    vars: run.vars,
    inputs: run.event === "call" ? { waybill_called: true } : {},
    needs: { ...Object.fromEntries(needs), plan: { result: "success", outputs: plan } },
  };
}

const toData = (value: Plain): data.ExpressionData => {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
};

/** A GitHub expression's value, by GitHub's own evaluator. */
export function evaluateExpression(text: string, contexts: Plain): data.ExpressionData {
  const { tokens } = new Lexer(text).lex();
  const dictionary = toData(contexts);
  if (!(dictionary instanceof data.Dictionary)) throw new Error("the contexts are no dictionary");
  const parsed = new Parser(tokens, ["github", "vars", "needs", "inputs"], Object.values(wellKnownFunctions)).parse();
  return new Evaluator(parsed, dictionary).evaluate();
}

/** As in an `if`. */
export function isTruthy(value: data.ExpressionData): boolean {
  switch (value.kind) {
    case data.Kind.Boolean:
      return value.value;
    case data.Kind.String:
      return value.value !== "";
    case data.Kind.Number:
      return value.value !== 0;
    default:
      return value.kind !== data.Kind.Null;
  }
}
