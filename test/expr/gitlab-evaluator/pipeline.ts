import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import type { GitLabRule } from "../../../compiler/targets/gitlab/conditions/print.ts";
import { evaluateIf, type Variables } from "./evaluate.ts";
import { fnmatch } from "./fnmatch.ts";

const ZEROS = "0".repeat(40);

export interface Pipeline {
  readonly variables: Variables;
  /** Undefined where GitLab has nothing to compare with: then `changes` is true. */
  readonly changed: readonly string[] | undefined;
}

/** The pipeline that GitLab would make of a run, by its table of predefined variables. `isNew`: the branch's first push. */
export function pipelineOf(
  run: ConditionFacts,
  options: { readonly isNew: boolean; readonly merged: boolean },
): Pipeline {
  const call = run.actor.length % 2 ? "pipeline" : "parent_pipeline";
  const sources = {
    push: "push",
    pullRequest: "merge_request_event",
    schedule: "schedule",
    manual: "web",
    call,
  } as const;
  const comparable =
    run.event === "pullRequest" || (run.event === "push" && run.branch !== undefined && !options.isNew);
  const request = run.pullRequest;
  return {
    variables: {
      ...run.vars,
      CI_PIPELINE_SOURCE: sources[run.event],
      CI_COMMIT_SHA: request && options.merged ? "f".repeat(40) : run.sha,
      CI_COMMIT_BEFORE_SHA: run.event === "push" && run.branch !== undefined && !options.isNew ? "b".repeat(40) : ZEROS,
      GITLAB_USER_LOGIN: run.actor,
      ...(run.branch !== undefined && { CI_COMMIT_BRANCH: run.branch }),
      ...(run.tag !== undefined && { CI_COMMIT_TAG: run.tag }),
      ...(request && {
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: request.sourceBranch,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: request.targetBranch,
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: request.fork ? "someone/fork" : "group/app",
        CI_MERGE_REQUEST_PROJECT_PATH: "group/app",
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: options.merged ? run.sha : "",
      }),
    },
    changed: comparable ? run.changedFiles : undefined,
  };
}

/** Whether a job with these rules is in the pipeline: the first rule decides of which all parts hold. */
export function isIncluded(rules: readonly GitLabRule[], { variables, changed }: Pipeline): boolean {
  const rule = rules.find(
    (one) =>
      (one.if === undefined || evaluateIf(one.if, variables)) &&
      (one.changes === undefined ||
        changed === undefined ||
        changed.some((path) => one.changes!.some((glob) => fnmatch(glob, path)))),
  );
  return rule?.run ?? false;
}
