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
    dispatch: run.actor.length % 2 ? "api" : "trigger",
    mergeQueue: "merge_request_event",
  } as const;
  const train = run.event === "mergeQueue";
  const given = Object.entries(run.provider ?? {}).flatMap(([name, value]) =>
    name.startsWith("gitlab.") ? [[name.slice("gitlab.".length), value] as const] : [],
  );
  const comparable =
    run.event === "pullRequest" || (run.event === "push" && run.branch !== undefined && !options.isNew);
  const request = run.pullRequest;
  return {
    variables: {
      ...run.vars,
      ...Object.fromEntries(given),
      CI_PIPELINE_SOURCE: (sources as Readonly<Record<string, string>>)[run.event] ?? run.event,
      CI_PROJECT_PATH: run.repository ?? "group/app",
      CI_DEFAULT_BRANCH: run.defaultBranch ?? "main",
      CI_COMMIT_MESSAGE: run.commit?.message ?? "",
      // The source branch of a merge request may be protected.
      CI_COMMIT_REF_PROTECTED: String(request || train ? run.actor.length % 3 > 0 : run.protected === true),
      INPUT_LEVEL: run.inputs?.level ?? "",
      INPUT_DRY: run.inputs?.dry ?? "",
      CI_COMMIT_SHA: request && options.merged ? "f".repeat(40) : run.sha,
      CI_COMMIT_BEFORE_SHA: run.event === "push" && run.branch !== undefined && !options.isNew ? "b".repeat(40) : ZEROS,
      GITLAB_USER_LOGIN: run.actor,
      ...(run.branch !== undefined && { CI_COMMIT_BRANCH: run.branch }),
      ...(run.tag !== undefined && { CI_COMMIT_TAG: run.tag }),
      ...(train && {
        CI_MERGE_REQUEST_EVENT_TYPE: "merge_train",
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "main",
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: "someone/fork",
        CI_MERGE_REQUEST_PROJECT_PATH: "group/app",
        CI_MERGE_REQUEST_IID: "7",
        CI_MERGE_REQUEST_TITLE: "main",
        CI_MERGE_REQUEST_DRAFT: "true",
        CI_MERGE_REQUEST_LABELS: "deploy,a b",
      }),
      ...(request && {
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: request.sourceBranch,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: request.targetBranch,
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: request.fork ? "someone/fork" : "group/app",
        CI_MERGE_REQUEST_PROJECT_PATH: "group/app",
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: options.merged ? run.sha : "",
        CI_MERGE_REQUEST_IID: request.number ?? "7",
        CI_MERGE_REQUEST_TITLE: request.title ?? "main",
        CI_MERGE_REQUEST_DRAFT: String(request.draft === true),
        CI_MERGE_REQUEST_LABELS: (request.labels ?? []).join(","),
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
