import type { Event } from "../expr/events.ts";
import { type Reference, reference, type Untrusted } from "./reference.ts";

/** The facts of a run that a `when` predicate can use. */
export interface Run {
  /** The event that started the run. A pushed tag is a `push`. A `call` has the branch, tag or pull request of its caller. */
  readonly event: Event;
  /** The branch of the run; undefined for tags and pull requests. */
  readonly branch: string | undefined;
  /** The pushed tag; undefined for other runs. */
  readonly tag: string | undefined;
  /** The commit, 40 hexadecimal digits. */
  readonly sha: string;
  /** The account that started the run. */
  readonly actor: string;
  /** The pull request, or that of the caller on a `call`; undefined for other runs. */
  readonly pullRequest: PullRequest | undefined;
  /**
   * `owner/name` of the repository whose pipeline runs, as the provider spells it. In a fork it is the name of the fork, so a
   * condition can exclude forks with it.
   */
  readonly repository: string;
  /** The default branch of the repository. */
  readonly defaultBranch: string;
  /** Whether the branch or tag is protected. False on pull requests, even if their branches are protected. */
  readonly protected: boolean;
  /** The commit of the run. On GitHub, its message and author are available on a push only. */
  readonly commit: Commit;
  /** Variables that the project defines at its provider. An empty variable counts as unset. */
  readonly vars: Readonly<Record<string, string | undefined>>;
  /** True if the run's commits change a file that matches one of the globs (`*`, `**`). */
  changed(...globs: readonly [string, ...string[]]): boolean;
  /**
   * A value of GitHub's `github` context, by its path, as a string; true is `"true"`, and false and zero are undefined. GitHub
   * ignores case when it compares the value. Undefined on this machine. A pipeline that uses it cannot be emitted for GitLab.
   *
   * @example
   * ```ts
   * const approved: Predicate = (run) => run.github("event.review.state") === "approved";
   * ```
   */
  github(path: string): string | undefined;
  /**
   * A predefined GitLab variable, by its name. Undefined on this machine. A pipeline that uses it cannot be emitted for GitHub.
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
  /** The author of the commit, as `Name <address>`. */
  readonly author: string | undefined;
}

export interface PullRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Whether the pull request comes from another repository. */
  readonly fork: boolean;
  /** Whether the pull request is a draft. */
  readonly draft: boolean;
  /** The number, as a string. */
  readonly number: string;
  readonly title: string;
  /** The account that opened the pull request; not available on GitLab. */
  readonly author: string;
  /** The names of the labels. Test for a label with `run.pullRequest?.labels.includes("deploy")`. */
  readonly labels: readonly string[];
}

/**
 * A condition. The compiler does not call it. It reads the source and translates it to an expression that means the same on every provider.
 *
 * @example
 * ```ts
 * const onMain: Predicate = (run) => run.event === "push" && run.branch === "main";
 * ```
 */
export type Predicate = (run: Run) => boolean;

const fact = <R>(name: string): R => reference({ kind: "run", name });

/**
 * Facts of the run as values for steps: use them in environment variables or interpolate them in `sh`. A fact that does not
 * apply is empty. In a `when`, use the `run` argument of the predicate instead.
 *
 * @example
 * ```ts
 * job("label", { image: "busybox:1.36", steps: [sh`echo building ${runFacts.branch}`] });
 * ```
 */
export const runFacts: {
  readonly event: Reference<string>;
  readonly sha: Reference<string>;
  /** In a job with `finally`: the result of the jobs that it waited for, `succeeded`, `failed` or `cancelled`. */
  readonly status: Reference<string>;
  readonly branch: Untrusted<string>;
  readonly tag: Untrusted<string>;
  readonly actor: Untrusted<string>;
  readonly sourceBranch: Untrusted<string>;
  readonly targetBranch: Untrusted<string>;
  /** `owner/name` of the repository. */
  readonly repository: Untrusted<string>;
  readonly defaultBranch: Untrusted<string>;
  /** The message of the commit; on GitHub empty except on a push. */
  readonly commitMessage: Untrusted<string>;
  /** The author of the commit, as `Name <address>`; on GitHub empty except on a push. */
  readonly commitAuthor: Untrusted<string>;
  readonly pullRequestNumber: Untrusted<string>;
  readonly pullRequestTitle: Untrusted<string>;
  /** The account that opened the pull request; not available on GitLab. */
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
