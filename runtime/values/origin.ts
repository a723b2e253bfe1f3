import type { Digest } from "../store/digest.ts";

/** The run that a result was made in, and what that ran on. */
export interface Origin {
  readonly run: string;
  /** Digests of the graph and of the source tree. */
  readonly graph: Digest;
  readonly tree: Digest;
  /** Files of the tree differed from the commit. */
  readonly dirty: boolean;
  readonly commit: string;
}
