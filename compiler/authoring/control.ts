import type { ProviderName } from "../targets/names.ts";
import type { Permissions } from "../graph/model/index.ts";

/** When a job may start, which environment it uses, and what may interrupt it. */
export interface ControlOptions {
  /**
   * The provider's environment that the job deploys to or takes its secrets from: its name, or an object with more options. Default: none.
   *
   * @example
   * ```ts
   * const environment = { name: "production", url: "https://shop.example.com", approval: true };
   * job("migrate", { image: "node:20", steps: [sh`./migrate`], environment });
   * ```
   */
  readonly environment?: string | Environment;
  /**
   * The job waits for a person to start it. The jobs that need it wait too, and the run does not count as failed. Locally,
   * `--approve NAME` starts it. Default: false.
   */
  readonly manual?: boolean | ManualStart;
  /**
   * The concurrency group of the job: its name, or an object with more options. Jobs of one group run one at a time, across
   * all runs of the project. Default: none, but deploys to the same destination always take turns.
   *
   * @example
   * ```ts
   * job("seed", { image: "node:20", steps: [sh`./seed`], concurrency: "staging-database" });
   * ```
   */
  readonly concurrency?: string | Concurrency;
  /**
   * Whether a newer commit of the same pull request may interrupt the job. Default: true, but false for a deploy, for a job
   * in a concurrency group, and for a job with `finally`.
   */
  readonly interruptible?: boolean;
  /**
   * Labels (GitHub) or tags (GitLab) that the provider's runner must have: the same for all
   * providers, or separate for each. Default: `ubuntu-24.04` on GitHub, and the default runner on GitLab.
   *
   * @example
   * ```ts
   * const runner = { gitlab: "saas-linux-medium-amd64", github: "ubuntu-24.04-arm" };
   * job("unit", { image: "node:20", steps: [sh`npm test`], runner });
   * ```
   */
  readonly runner?: string | readonly string[] | Runner;
  /**
   * The permissions of this job's GitHub token, the secret `GITHUB_TOKEN`: `"read"`, `"write"` or `"none"` for each scope, or
   * `"read-all"` or `"write-all"`. Waybill adds what its own steps need: the checkout reads `contents`, unless that is
   * `"none"`. On GitLab, the project's settings define the permissions of the job token. Default: the `permissions` of the
   * pipeline, or the repository's settings.
   *
   * @example
   * ```ts
   * job("label", {
   *   image: "node:20",
   *   permissions: { "pull-requests": "write" },
   *   secrets: [secret("GITHUB_TOKEN")],
   *   steps: [sh`node label.mjs`],
   *   when: (run) => !run.pullRequest?.fork,
   * });
   * ```
   */
  readonly permissions?: Permissions | "read-all" | "write-all";
}

/** How a job waits for a person. */
export interface ManualStart {
  /**
   * Whether the pipeline waits for the job. With `false`, the job is optional, and the pipeline succeeds without it; GitLab
   * only. Default: true.
   */
  readonly blocks?: boolean;
}

/** An environment of the provider. */
export interface Environment {
  readonly name: string;
  /** The address of the deployed application, with http:// or https://. Default: none. */
  readonly url?: string;
  /** Each job that uses the environment waits for an approval, as with `manual: true`. Default: false. */
  readonly approval?: boolean;
  /** The job fails at once if the branch or tag is not protected at the provider. Default: false. */
  readonly protected?: boolean;
}

/** A group of jobs that run one at a time. */
export interface Concurrency {
  /** Unique in the project, ignoring case: letters, digits, `.`, `_`, `-` and `/`. */
  readonly group: string;
  /**
   * What happens to waiting jobs when a newer job arrives: with `"queue"`, each gets its turn; with `"replace"`, only the
   * newest waits and the others are cancelled. A running job is never interrupted. Default: `"queue"`.
   */
  readonly waiting?: "queue" | "replace";
}

/** Labels that a runner must have, by provider. */
export type Runner = { readonly [Provider in ProviderName]?: string | readonly string[] };

/** How often a job is repeated, and for which reasons or exit codes. */
export interface Retry {
  readonly times: 0 | 1 | 2;
  /**
   * `"failure"`: a step failed; `"timeout"`: the job reached its time limit; `"infrastructure"`: the machine or the engine
   * failed. Default: `["failure"]`, or none if `exitCodes` is set.
   */
  readonly on?: readonly ("failure" | "timeout" | "infrastructure")[];
  /** Exit codes of steps, from 1 to 255. Default: none. */
  readonly exitCodes?: readonly number[];
}
