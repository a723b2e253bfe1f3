import { type Reference, reference, type Untrusted } from "./reference.ts";

/** What a `when` predicate may ask about the run. */
export interface Run {
  /** What started the run. A tag that is pushed is a `push`; a `call` is on what its caller is on. */
  readonly event: "push" | "pullRequest" | "schedule" | "manual" | "call";
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
  /** Variables that the project defines at its provider; one that is empty counts as unset. */
  readonly vars: Readonly<Record<string, string | undefined>>;
  /** True when the run's commits touch a file that one of the globs (`*`, `**`) matches. */
  changed(...globs: readonly [string, ...string[]]): boolean;
}

export interface PullRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** It comes from another repository. */
  readonly fork: boolean;
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
} = Object.freeze({
  event: fact<Reference<string>>("event"),
  sha: fact<Reference<string>>("sha"),
  status: fact<Reference<string>>("status"),
  branch: fact<Untrusted<string>>("branch"),
  tag: fact<Untrusted<string>>("tag"),
  actor: fact<Untrusted<string>>("actor"),
  sourceBranch: fact<Untrusted<string>>("sourceBranch"),
  targetBranch: fact<Untrusted<string>>("targetBranch"),
});
