import type { EnvValue } from "./env.ts";

/** How a job gets the sources. */
export interface Checkout {
  /**
   * The number of commits to fetch, or `"full"`. Default: the provider's setting, which is 1 on GitHub. `waybill run` always
   * has the history of the checkout.
   */
  readonly depth?: number | "full";
  /** Also fetch tags. Default: false, but on GitLab a full history includes tags. */
  readonly tags?: boolean;
  /** Also fetch submodules, or with `"recursive"` also nested submodules. Default: false. */
  readonly submodules?: boolean | "recursive";
  /** Whether to fetch the contents of Git LFS files. Default: the provider's setting: false on GitHub, true on GitLab. */
  readonly lfs?: boolean;
  /** The folder for the sources, inside the job's folder; GitHub only. Default: the job's folder. */
  readonly path?: string;
  /** The branch, tag or commit to check out instead of the run's; GitHub only. */
  readonly ref?: EnvValue;
  /**
   * What to check out for a pull request: `"merge"`, the result of merging it, or `"head"`, its last commit. Default: the
   * provider's behavior: `"merge"` on GitHub, and on GitLab if the project has merged results pipelines. In other GitLab
   * projects, `"merge"` makes the job merge the target branch itself, which needs `git` in its image and the full history.
   */
  readonly pullRequest?: "merge" | "head";
  /**
   * Whether steps can fetch and push with the job's token. Default: on a GitHub `machine`, GitHub's default; in an image on
   * GitHub, false. On GitLab, steps can always fetch.
   */
  readonly persistCredentials?: boolean;
}
