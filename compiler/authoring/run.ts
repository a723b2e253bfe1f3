import type { Event } from "../expr/events.ts";
import { type Reference, reference, type Untrusted } from "./reference.ts";

/** What a `when` predicate may ask about the run. */
export interface Run {
  /** What started the run. A tag that is pushed is a `push`; a `call` is on what its caller is on. */
  readonly event: Event;
  /** The branch that was pushed or is run on; undefined on tags and on pull requests. */
  readonly branch: string | undefined;
  /** The tag that was pushed; undefined otherwise. */
  readonly tag: string | undefined;
  /** The commit, 40 hexadecimal digits. */
  readonly sha: string;
  /** The account that caused the run. */
  readonly actor: string;
  /** The pull request, of the caller on a `call`; undefined where there is none. */
  readonly pullRequest: PullRequest | undefined;
  /**
   * `owner/name` of the repository whose pipeline runs, as its provider spells it. In a fork it is the fork's own, so a job can be kept
   * out of forks by it.
   */
  readonly repository: string;
  /** The default branch of the repository. */
  readonly defaultBranch: string;
  /** Whether the branch or tag is protected. False on pull requests, whatever their branches are. */
  readonly protected: boolean;
  /** The commit that was pushed, or that is run on. GitHub knows its message and author on a push only. */
  readonly commit: Commit;
  /** Variables that the project defines at its provider; one that is empty counts as unset. */
  readonly vars: Readonly<Record<string, string | undefined>>;
  /** True when the run's commits touch a file that one of the globs (`*`, `**`) matches. */
  changed(...globs: readonly [string, ...string[]]): boolean;
  /**
   * What GitHub alone knows: a path of its `github` context, as text, `"true"` for what is true; undefined for what
   * is false or zero. GitHub compares it without regard to case. Undefined on this machine; a pipeline that asks for it cannot be emitted for GitLab.
   *
   * @example
   * ```ts
   * const approved: Predicate = (run) => run.github("event.review.state") === "approved";
   * ```
   */
  github(path: string): string | undefined;
  /**
   * What GitLab alone knows: a predefined variable. Undefined on this machine; a pipeline that asks for it cannot be emitted for GitHub.
   *
   * @example
   * ```ts
   * const merged: Predicate = (run) => run.gitlab("CI_MERGE_REQUEST_EVENT_TYPE") === "merged_result";
   * ```
   */
  gitlab(variable: string): string | undefined;
}

export interface Commit {
  readonly message: string | undefined;
  /** `Name <address>` */
  readonly author: string | undefined;
}

export interface PullRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** It comes from another repository. */
  readonly fork: boolean;
  /** It is not ready to be merged. */
  readonly draft: boolean;
  /** As text. */
  readonly number: string;
  readonly title: string;
  /** The account that opened it. GitLab does not know it. */
  readonly author: string;
  /** Names of its labels. A condition asks for one: `run.pullRequest?.labels.includes("deploy")`. */
  readonly labels: readonly string[];
}

/**
 * A condition. It is read, not called: the compiler turns it into an expression that means the same on every provider.
 *
 * @example
 * ```ts
 * const onMain: Predicate = (run) => run.event === "push" && run.branch === "main";
 * ```
 */
export type Predicate = (run: Run) => boolean;

const fact = <R>(name: string): R => reference({ kind: "run", name });

/**
 * Facts of the run as values for steps: an environment variable's value, or an interpolation of `sh`. Empty where one
 * does not apply. (In a `when`, ask the predicate's `run`.)
 *
 * @example
 * ```ts
 * job("label", { image: "busybox:1.36", steps: [sh`echo building ${runFacts.branch}`] });
 * ```
 */
export const runFacts: {
  readonly event: Reference<string>;
  readonly sha: Reference<string>;
  /** In a job with `finally`: `succeeded`, `failed` or `cancelled`, as the jobs went that it waited for. */
  readonly status: Reference<string>;
  readonly branch: Untrusted<string>;
  readonly tag: Untrusted<string>;
  readonly actor: Untrusted<string>;
  readonly sourceBranch: Untrusted<string>;
  readonly targetBranch: Untrusted<string>;
  /** `owner/name` of the repository. */
  readonly repository: Untrusted<string>;
  readonly defaultBranch: Untrusted<string>;
  /** The message of the commit; on GitHub empty off a push. */
  readonly commitMessage: Untrusted<string>;
  /** `Name <address>`; on GitHub empty off a push. */
  readonly commitAuthor: Untrusted<string>;
  readonly pullRequestNumber: Untrusted<string>;
  readonly pullRequestTitle: Untrusted<string>;
  /** Not on GitLab, which does not know it. */
  readonly pullRequestAuthor: Untrusted<string>;
} = Object.freeze({
  event: fact<Reference<string>>("event"),
  sha: fact<Reference<string>>("sha"),
  status: fact<Reference<string>>("status"),
  branch: fact<Untrusted<string>>("branch"),
  tag: fact<Untrusted<string>>("tag"),
  actor: fact<Untrusted<string>>("actor"),
  sourceBranch: fact<Untrusted<string>>("sourceBranch"),
  targetBranch: fact<Untrusted<string>>("targetBranch"),
  repository: fact<Untrusted<string>>("repository"),
  defaultBranch: fact<Untrusted<string>>("defaultBranch"),
  commitMessage: fact<Untrusted<string>>("commitMessage"),
  commitAuthor: fact<Untrusted<string>>("commitAuthor"),
  pullRequestNumber: fact<Untrusted<string>>("pullRequestNumber"),
  pullRequestTitle: fact<Untrusted<string>>("pullRequestTitle"),
  pullRequestAuthor: fact<Untrusted<string>>("pullRequestAuthor"),
});
