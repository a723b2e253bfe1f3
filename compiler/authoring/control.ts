import type { ProviderName } from "../targets/names.ts";
import type { Permissions } from "../graph/model/index.ts";

/** When a job may begin, where it counts as deployed, and what may cut it off. */
export interface ControlOptions {
  /**
   * The provider's environment that the job deploys to or takes its secrets from: its name, or more about it. Default: none.
   *
   * @example
   * ```ts
   * const environment = { name: "production", url: "https://shop.example.com", approval: true };
   * job("migrate", { image: "node:20", steps: [sh`./migrate`], environment });
   * ```
   */
  readonly environment?: string | Environment;
  /**
   * The job waits, when its turn has come, until a person lets it run; until then nothing that needs it runs either, and
   * the run has not failed. Locally `--approve NAME` lets it. Default: false.
   */
  readonly manual?: boolean | ManualStart;
  /**
   * Jobs of one group run one at a time, in whichever runs of the project they are: the group's name, or more about it.
   * Default: none; deploys to one destination take turns in any case.
   *
   * @example
   * ```ts
   * job("seed", { image: "node:20", steps: [sh`./seed`], concurrency: "staging-database" });
   * ```
   */
  readonly concurrency?: string | Concurrency;
  /**
   * A newer commit of the same pull request may cut the job off. Default: true, but false for a deploy, for a job of a
   * concurrency group and for one with `finally`.
   */
  readonly interruptible?: boolean;
  /**
   * Labels (GitHub) or tags (GitLab) that the provider's runner must have: the same everywhere, or for each provider its
   * own. Default: GitHub's hosted `ubuntu-24.04`, GitLab's own choice.
   *
   * @example
   * ```ts
   * const runner = { gitlab: "saas-linux-medium-amd64", github: "ubuntu-24.04-arm" };
   * job("unit", { image: "node:20", steps: [sh`npm test`], runner });
   * ```
   */
  readonly runner?: string | readonly string[] | Runner;
  /**
   * What GitHub's token of this job may do: `"read"`, `"write"` or `"none"` by what it is to, or `"read-all"` or `"write-all"`.
   * What Waybill's own steps need is added: the checkout reads `contents`, unless that is `"none"`. The token is the secret
   * `GITHUB_TOKEN`. GitLab's job token has its rights from the project's settings. Default: the pipeline's `permissions`, or
   * what the repository's settings say.
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
   * Whether the pipeline waits for it. With `false`, nobody has to run the job: the pipeline succeeds without it. Only GitLab
   * has such jobs. Default: true.
   */
  readonly blocks?: boolean;
}

/** An environment of the provider. */
export interface Environment {
  readonly name: string;
  /** Where people find what was deployed, with http:// or https://. Default: none. */
  readonly url?: string;
  /** A person approves each job that uses it: the same as `manual: true`. Default: false. */
  readonly approval?: boolean;
  /** The job fails at once, unless the branch or tag is protected at the provider. Default: false. */
  readonly protected?: boolean;
}

/** A group of jobs of which one runs at a time. */
export interface Concurrency {
  /** Unique in the project, without regard to case: letters, digits, `.`, `_`, `-` and `/`. */
  readonly group: string;
  /**
   * What happens to those that wait when a newer one comes: `"queue"`: each gets its turn; `"replace"`: only the newest
   * waits, and the others are cancelled. One that runs is never cut off. Default: `"queue"`.
   */
  readonly waiting?: "queue" | "replace";
}

/** Labels that a runner must have, by provider. */
export type Runner = { readonly [Provider in ProviderName]?: string | readonly string[] };

/** How often a job is repeated, and on what: any of the reasons and exit codes that are given. */
export interface Retry {
  readonly times: 0 | 1 | 2;
  /**
   * `"failure"`: a step failed; `"timeout"`: the job's time was over; `"infrastructure"`: the machine or the engine was at
   * fault. Default: `["failure"]`, or none where `exitCodes` are given.
   */
  readonly on?: readonly ("failure" | "timeout" | "infrastructure")[];
  /** A step failed with one of these, from 1 to 255. Default: none. */
  readonly exitCodes?: readonly number[];
}
