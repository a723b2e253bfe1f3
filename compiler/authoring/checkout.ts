import type { EnvValue } from "./env.ts";

/** How the sources come into a job. */
export interface Checkout {
  /**
   * How many commits of the history, or `"full"`. Default: the provider's own, which is 1 on GitHub. `waybill run` has the
   * history of the checkout.
   */
  readonly depth?: number | "full";
  /** The tags too. Default: false, but GitLab has them where the history is full. */
  readonly tags?: boolean;
  /** The submodules, or with `"recursive"` theirs as well. Default: false. */
  readonly submodules?: boolean | "recursive";
  /** Whether files of Git LFS are their contents. Default: the provider's own: not on GitHub, but on GitLab. */
  readonly lfs?: boolean;
  /** A folder of the job's that the sources are put into; only GitHub has it. Default: the job's folder itself. */
  readonly path?: string;
  /** A branch, tag or commit in place of the run's; only GitHub has it. */
  readonly ref?: EnvValue;
  /**
   * What of a pull request is checked out: `"merge"`, what it would be merged to, or `"head"`, its last commit. Default: the
   * provider's own: `"merge"` on GitHub, and on GitLab where its project has merged results pipelines. Elsewhere on GitLab,
   * `"merge"` has the job merge the target branch by itself: that takes `git` in its image, and the full history.
   */
  readonly pullRequest?: "merge" | "head";
  /**
   * Steps can fetch and push with the job's own token. Default: on a `machine` of GitHub, as there; in an image of GitHub
   * they cannot. On GitLab they always can fetch.
   */
  readonly persistCredentials?: boolean;
}
