/** When a job may begin, where it counts as deployed, and what may cut it off: what every kind of job can have. */
export interface JobControl {
  /** The provider's environment that the job deploys to, or takes its secrets from. */
  readonly environment?: Environment;
  /** Waits, when its turn has come, until a person lets it run. Until then nothing that needs it runs either. */
  readonly manual?: true;
  /** Nobody has to run it: the pipeline succeeds without it. Only beside `manual`. */
  readonly optional?: true;
  /** Jobs of one group run one at a time, in whichever runs of the project they are. */
  readonly concurrency?: Concurrency;
  /**
   * A newer commit of the same pull request may cut it off. Absent: script and build jobs may be cut off, unless they belong to
   * a concurrency group or are final; deploys may not.
   */
  readonly interruptible?: boolean;
  /** What chooses the provider's runner; absent: its default. */
  readonly runner?: Runner;
  /** What GitHub's token of the job may do beside what Waybill's own steps need. Absent: what it may in the whole graph. */
  readonly permissions?: Permissions | "read-all" | "write-all";
}

/** A right of GitHub's token. Writing includes reading. */
export type PermissionLevel = "read" | "write" | "none";

/** Rights of GitHub's token, by what they are to (docs: workflow syntax, `permissions`). What is not named is `none`. */
export interface Permissions {
  readonly actions?: PermissionLevel;
  readonly "artifact-metadata"?: PermissionLevel;
  readonly attestations?: PermissionLevel;
  readonly checks?: PermissionLevel;
  readonly contents?: PermissionLevel;
  readonly deployments?: PermissionLevel;
  readonly discussions?: PermissionLevel;
  readonly "id-token"?: PermissionLevel;
  readonly issues?: PermissionLevel;
  readonly models?: PermissionLevel;
  readonly packages?: PermissionLevel;
  readonly pages?: PermissionLevel;
  readonly "pull-requests"?: PermissionLevel;
  readonly "repository-projects"?: PermissionLevel;
  readonly "security-events"?: PermissionLevel;
  readonly statuses?: PermissionLevel;
}

export interface Environment {
  readonly name: string;
  readonly url?: string;
  /** The job fails at once, unless the run's branch or tag is protected at the provider. */
  readonly protected?: true;
}

export interface Concurrency {
  /** Unique in the project, without regard to case. */
  readonly group: string;
  /** Those that wait: each gets its turn, or only the newest does and the others are cancelled. */
  readonly waiting: "queue" | "replace";
}

/** Labels that a runner must have, by the provider's name; none: the provider's default. */
export type Runner = Readonly<Record<string, readonly string[]>>;

/** What a failed attempt is repeated for: any of these. */
export interface RetryOn {
  /** A step failed; the time was over; the machine or the engine was at fault. */
  readonly reasons: readonly ("failure" | "timeout" | "infrastructure")[];
  /** A step failed with one of these exit codes. */
  readonly exitCodes: readonly number[];
}
