import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { EVENT_NAMES } from "../../../compiler/targets/github/conditions/tests.ts";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";

type Plain = string | boolean | null | undefined | readonly Plain[] | { readonly [name: string]: Plain };

/** The contexts that GitHub would give a job of a run. */
export function contextsOf(run: ConditionFacts, plan: Readonly<Record<string, string>>): Plain {
  // A called workflow has its caller's event.
  const caller = run.pullRequest ? "pull_request" : ["push", "schedule", "workflow_dispatch"][run.actor.length % 3]!;
  const name = run.event === "call" ? caller : (EVENT_NAMES[run.event] ?? run.event);
  const request = run.pullRequest;
  const isReview = run.event.startsWith("pull_request_review");
  const isQueue = run.event === "mergeQueue";
  const merge = (request && run.event !== "pullRequestTarget") || isReview;
  const ref = isQueue
    ? "refs/heads/gh-readonly-queue/main/pr-7"
    : merge
      ? "refs/pull/7/merge"
      : run.tag !== undefined
        ? `refs/tags/${run.tag}`
        : run.branch !== undefined
          ? `refs/heads/${run.branch}`
          : "";
  const action = run.provider?.["github.event.action"];
  const needs = Object.entries(run.outputs ?? {}).map(([job, outputs]) => [job, { result: "success", outputs }]);
  return {
    github: {
      event_name: name,
      actor: run.actor,
      repository: run.repository ?? "group/app",
      repository_owner: (run.repository ?? "group/app").split("/")[0]!,
      ref_protected: isQueue || run.event === "pullRequestTarget" || (run.protected === true && !merge),
      sha: request ? "f".repeat(40) : run.sha,
      ref,
      ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ""),
      ref_type: run.tag === undefined ? "branch" : "tag",
      head_ref: request?.sourceBranch ?? "",
      base_ref: request?.targetBranch ?? "",
      event: {
        ...(action !== undefined && { action }),
        ...(run.provider?.["github.event.merged"] && { merged: run.provider["github.event.merged"] === "true" }),
        repository: { default_branch: run.defaultBranch ?? "main" },
        ...(name === "push" && run.event !== "call" && { head_commit: { message: run.commit?.message ?? null } }),
        ...((request || isReview) && {
          pull_request: {
            number: request?.number ?? "7",
            title: request?.title ?? "main",
            draft: request?.draft ?? true,
            user: { login: request?.author ?? "someone" },
            labels: (request?.labels ?? ["deploy", "a b"]).map((label) => ({ name: label })),
            head: {
              sha: run.sha,
              repo: { full_name: request?.fork ? "stranger/fork" : (run.repository ?? "group/app").toUpperCase() },
            },
          },
        }),
      },
    },
    vars: run.vars,
    inputs: {
      ...(run.event === "call" && { waybill_called: true }),
      ...(run.event === "manual" && { level: run.inputs?.level ?? "", dry: run.inputs?.dry === "true" }),
    },
    needs: { ...Object.fromEntries(needs), plan: { result: "success", outputs: plan } },
  };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

const toData = (value: Plain): data.ExpressionData => {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (isList(value)) return new data.Array(...value.map(toData));
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
