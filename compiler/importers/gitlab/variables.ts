import { and, equal, isEvent, isSet, not, or, RUN, textTest } from "../../expr/build.ts";
import { escapeRegex } from "../../expr/regex/escape.ts";
import { GITLAB_SOURCES } from "../../expr/events.ts";
import { PREDEFINED } from "../../targets/gitlab/predefined.ts";
import type { Event, Expr, Variable } from "../../expr/model.ts";
import { entriesOf, type YamlEntry, type YamlNode } from "../yaml/index.ts";

/** The entries of a map, where it is one. */
export const entriesIn = (node: YamlNode | undefined): readonly YamlEntry[] =>
  node?.kind === "map" ? entriesOf(node) : [];

/** A variable of GitLab's in a condition: where each of its values comes from, by cases of which one holds on each run. */
export interface Cases {
  readonly cases: readonly { readonly when: Expr; readonly variable: Variable }[];
}

const only = (variable: Variable): Cases => ({ cases: [{ when: { op: "constant", value: true }, variable }] });

/** Facts of a run (docs: ci/variables/predefined_variables). */
const FACTS: Readonly<Record<string, Cases>> = {
  CI_COMMIT_BRANCH: only(RUN.branch),
  CI_COMMIT_TAG: only(RUN.tag),
  GITLAB_USER_LOGIN: only(RUN.actor),
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: only(RUN.sourceBranch),
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: only(RUN.targetBranch),
  CI_MERGE_REQUEST_IID: only(RUN.pullRequestNumber),
  CI_MERGE_REQUEST_TITLE: only(RUN.pullRequestTitle),
  CI_PROJECT_PATH: only(RUN.repository),
  CI_DEFAULT_BRANCH: only(RUN.defaultBranch),
  CI_COMMIT_MESSAGE: only(RUN.commitMessage),
  CI_COMMIT_AUTHOR: only(RUN.commitAuthor),
  // The branch or the tag; of a merge request its source branch.
  CI_COMMIT_REF_NAME: {
    cases: [
      { when: isSet(RUN.sourceBranch), variable: RUN.sourceBranch },
      { when: isSet(RUN.tag), variable: RUN.tag },
      { when: and(not(isSet(RUN.sourceBranch)), not(isSet(RUN.tag))), variable: RUN.branch },
    ],
  },
};

/**
 * The variables that a condition reads under a name of GitLab's.
 *
 * A predefined variable that is no fact of the language stands for itself: GitLab gives it to the emitted condition too.
 */
export const casesOf = (name: string): Cases =>
  FACTS[name] ?? only(isPredefined(name) ? { kind: "gitlab", name } : { kind: "vars", name });

/** Set on every pipeline, or on none, but never to the empty text. */
export const isPredefined = (name: string): boolean => PREDEFINED.has(name);

const SOURCES: Readonly<Record<string, Event>> = {
  push: "push",
  merge_request_event: "pullRequest",
  schedule: "schedule",
  web: "manual",
  pipeline: "call",
  parent_pipeline: "call",
  ...Object.fromEntries(GITLAB_SOURCES.map((source) => [source, source])),
};

/** Comparisons of variables that are no texts in the language. */
export function specialOf(name: string, value: string): Expr | undefined {
  switch (name) {
    case "CI_COMMIT_REF_PROTECTED":
      return value === "true" ? PROTECTED : value === "false" ? not(PROTECTED) : undefined;
    case "CI_MERGE_REQUEST_DRAFT":
      return value === "true" ? { op: "flag", name: "draft" } : undefined;
    // The group of a project, and the first of the groups that it is in.
    case "CI_PROJECT_NAMESPACE":
      return { op: "matches", variable: RUN.repository, pattern: `^${escapeRegex(value)}\\/[^/]+$`, flags: "" };
    case "CI_PROJECT_ROOT_NAMESPACE":
      return textTest("startsWith", RUN.repository, `${value}/`);
    default:
      return undefined;
  }
}

/** The branch or tag of a run is protected; of a merge request, its source branch, which the language does not ask. */
const PROTECTED: Expr = or(
  { op: "flag", name: "protected" },
  and(isSet(RUN.targetBranch), equal({ kind: "gitlab", name: "CI_COMMIT_REF_PROTECTED" }, "true")),
);

export const SOURCE = "CI_PIPELINE_SOURCE";
const SOURCE_VARIABLE: Variable = { kind: "gitlab", name: SOURCE };

/** `$CI_PIPELINE_SOURCE == "..."`; undefined for a source that the language has no event for. */
export function sourceIs(source: string): Expr | undefined {
  // One event of the language has both of these.
  if (source === "api" || source === "trigger") return and(isEvent("dispatch"), equal(SOURCE_VARIABLE, source));
  const event = SOURCES[source];
  if (event === undefined) return undefined;
  // Two sources are one event here; which of them it is, nothing tells.
  return event === "call" ? undefined : isEvent(event);
}

/** A branch's pipeline, whatever started it: not a tag's and not a merge request's. */
export const ON_BRANCH: Expr = isSet(RUN.branch);
export const ON_TAG: Expr = isSet(RUN.tag);
