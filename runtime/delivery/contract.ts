import { type Diagnostic, DiagnosticError } from "../../compiler/diagnostics/index.ts";
import type { BuildJob, DeployJob, Destination } from "../../compiler/graph/model/index.ts";
import type { Rollback } from "../events.ts";
import type { Credentials, StepEnv } from "../values/environment.ts";
import type { Built, DeliverySink } from "../values/image.ts";

export interface BuildRequest {
  readonly job: BuildJob;
  readonly run: string;
  /** The tree to build from: the repository's root, as the run sees it. */
  readonly root: string;
  /** The commit, and the tag it names. */
  readonly commit: string;
  /** How the tree differs from the commit; absent: it does not. */
  readonly edits?: Edits;
  /** The branch or the git tag that the run is on. */
  readonly branch?: string;
  readonly tag?: string;
  /** Seconds since the epoch of that commit. */
  readonly commitTime: number;
  /** Address of the source repository, for the image's label; absent: unknown. */
  readonly source?: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Build arguments and labels of the job, resolved. */
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of the job's templates, resolved, and not checked yet. */
  readonly templateTags: readonly string[];
  readonly login?: Credentials;
  /** Socket of the user's SSH agent; absent: there is none. */
  readonly agent?: string;
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
}

/** A tree that is not what its commit is. */
export interface Edits {
  /** Digest of the tree, which the image's tag and label name. */
  readonly tree: string;
  /** The image takes the tags of the commit all the same. */
  readonly allowed: boolean;
}

export interface DeployRequest {
  readonly job: DeployJob;
  readonly run: string;
  /** The repository's root, as the run sees it. */
  readonly root: string;
  /** `repository@sha256:...`, built and tested in this run. */
  readonly reference: string;
  readonly login?: Credentials;
  /** What the commands of a destination are given. */
  readonly env: StepEnv;
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
}

/** Why a deploy has failed, and what it has left. */
export class DeployError extends DiagnosticError {
  readonly rollback: Rollback;

  constructor(rollback: Rollback, diagnostics: Diagnostic | readonly Diagnostic[]) {
    super(diagnostics);
    this.rollback = rollback;
  }
}

/**
 * What a deploy has left that ended with this error. A strategy that says nothing of it has changed nothing; of an error that is
 * no diagnostic it is not known.
 */
export function rollbackOf(error: unknown): Rollback {
  if (error instanceof DeployError) return error.rollback;
  return error instanceof DiagnosticError ? "none" : "unknown";
}

/**
 * One way of shipping.
 *
 * `deploy` resolves when the live system runs the digest and is healthy. Otherwise it brings back what ran before, and
 * rejects with a `DeployError` that says what happened and what runs now; so it does when `signal` is aborted. A plain
 * `DiagnosticError` means that nothing was changed.
 * Interrupted between any two steps, even by power loss, it leaves either the old or the new version running.
 * `plan` tells what `deploy` would change, a line each, without changing anything; an empty list means nothing.
 */
export interface DeployStrategy {
  plan(request: DeployRequest): Promise<readonly string[]>;
  deploy(request: DeployRequest): Promise<void>;
}

/** The functions that build and deploy. */
export interface Delivery {
  /** @returns undefined where the image is not pushed */
  build(request: BuildRequest): Promise<Built | undefined>;
  strategyFor(destination: Destination): DeployStrategy | Promise<DeployStrategy>;
}
