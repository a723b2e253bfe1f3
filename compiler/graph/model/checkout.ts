import type { Value } from "./value.ts";

/** How the sources come into a job. What is absent is as the provider has it. */
export interface Checkout {
  /** Commits of the history; 0: all of them. */
  readonly depth?: number;
  /** The tags too. */
  readonly tags?: true;
  /** Submodules: those of the repository, or those of submodules as well. */
  readonly submodules?: "direct" | "recursive";
  /** Whether files of Git LFS are their contents. */
  readonly lfs?: boolean;
  /** The folder that the sources are put into, below the job's. */
  readonly path?: string;
  /** The branch, tag or commit in place of the run's. */
  readonly ref?: Value;
  /** What of a pull request is checked out: what it would be merged to, or its last commit. */
  readonly pullRequest?: "merge" | "head";
  /** Steps can fetch and push as the job. Absent: on a machine of GitHub's they can. */
  readonly persistCredentials?: boolean;
}
