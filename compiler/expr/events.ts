/**
 * The closed set of events a run can have, named as the triggers are. A tag that is pushed is a `push`. A `call` by another
 * pipeline is on whatever its caller is on: a branch, a tag or a pull request.
 *
 * After those that the providers share come GitHub's own and GitLab's own, by their names there.
 */
export type Event = SharedEvent | GitHubEvent | GitLabSource;

const SHARED = [
  "push",
  "pullRequest",
  "schedule",
  "manual",
  "call",
  "release",
  "mergeQueue",
  "pullRequestTarget",
  "after",
  "dispatch",
] as const;

/**
 * Events that more than one provider may have, or that have a trigger of their own.
 *
 * - `release`: a release is published, on its tag. GitHub alone.
 * - `mergeQueue`: a group of pull requests is tested before it is merged: GitHub's merge queue, GitLab's merge train. It is on
 *   no branch and no pull request.
 * - `pullRequestTarget`: a pull request, run on the branch that it is to be merged into, with the rights of that. GitHub alone.
 * - `after`: another pipeline of the repository has ended. GitHub alone; it is on the default branch.
 * - `dispatch`: a program starts the pipeline: GitHub's `repository_dispatch`, GitLab's API and trigger tokens.
 */
export type SharedEvent = (typeof SHARED)[number];

/** GitHub's further events, each on the branch that it names or else on the default branch (docs: events that trigger workflows). */
export const GITHUB_EVENTS = [
  "branch_protection_rule",
  "check_run",
  "check_suite",
  "create",
  "delete",
  "deployment",
  "deployment_status",
  "discussion",
  "discussion_comment",
  "fork",
  "gollum",
  "issue_comment",
  "issues",
  "label",
  "milestone",
  "page_build",
  "public",
  "pull_request_review",
  "pull_request_review_comment",
  "registry_package",
  "status",
  "watch",
] as const;
export type GitHubEvent = (typeof GITHUB_EVENTS)[number];

/** GitLab's further sources of pipelines (docs: ci/jobs/job_rules, `CI_PIPELINE_SOURCE`). */
export const GITLAB_SOURCES = ["chat", "external", "external_pull_request_event", "webide"] as const;
export type GitLabSource = (typeof GITLAB_SOURCES)[number];

export const EVENTS: readonly Event[] = [...SHARED, ...GITHUB_EVENTS, ...GITLAB_SOURCES];

const AMONG_GITHUB: ReadonlySet<string> = new Set(GITHUB_EVENTS);
const AMONG_GITLAB: ReadonlySet<string> = new Set(GITLAB_SOURCES);

export const isGitHubEvent = (event: string): event is GitHubEvent => AMONG_GITHUB.has(event);
export const isGitLabSource = (event: string): event is GitLabSource => AMONG_GITLAB.has(event);

/** What a run of an event is on: `target` is a branch and the pull request that asks to be merged into it, `nothing` neither. */
export type Place = "branch" | "tag" | "pullRequest" | "target" | "nothing";

const REFS = ["branch", "tag"] as const;
const ELSEWHERE: Readonly<Partial<Record<Event, readonly Place[]>>> = {
  pullRequest: ["pullRequest"],
  call: [...REFS, "pullRequest"],
  push: REFS,
  schedule: REFS,
  manual: REFS,
  dispatch: REFS,
  release: ["tag"],
  mergeQueue: ["nothing"],
  pullRequestTarget: ["target"],
  create: REFS,
  deployment: [...REFS, "nothing"],
  deployment_status: [...REFS, "nothing"],
  pull_request_review: ["nothing"],
  pull_request_review_comment: ["nothing"],
  chat: REFS,
  external: REFS,
  external_pull_request_event: ["branch"],
};

export const placesOf = (event: Event): readonly Place[] => ELSEWHERE[event] ?? ["branch"];
