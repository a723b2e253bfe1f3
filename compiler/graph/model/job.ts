import type { Location } from "../../diagnostics/location.ts";
import type { Expr } from "../../expr/model.ts";
import type { Accepted } from "./accepted.ts";
import type { BuildJob } from "./build.ts";
import type { Checkout } from "./checkout.ts";
import type { JobControl, RetryOn } from "./control.ts";
import type { DeployJob } from "./deploy.ts";
import type { Artifacts, Cache } from "./files.ts";
import type { ImageReference, Service } from "./image.ts";
import type { DynamicMatrix, MatrixInstance } from "./matrix.ts";
import type { Native, NativeJob } from "./native.ts";
import type { Env, IdTokenValue, SecretFileValue, Value } from "./value.ts";

/** A node of the graph. Its kind says what running it means. */
export type Job = ScriptJob | BuildJob | DeployJob | NativeJob;

export interface JobBase extends JobControl {
  /** Unique in the graph: a letter, then letters, digits, `-` and `_`, 150 characters at most (99 on GitHub); also its name on the providers. */
  readonly id: string;
  /** What people see on the providers: the job's name, or the name of its check. Absent: the id. */
  readonly title?: string;
  readonly location: Location;
  readonly stage: string;
  readonly needs: readonly Need[];
  /** It needs the jobs of all earlier stages, because the author named a stage and no needs. */
  readonly staged?: true;
  /** It takes the artifacts of all jobs that it comes after. Only beside `staged`. */
  readonly downloadsAll?: true;
  /** The job's own condition. Whether it runs also depends on its needs: see {@link Need}. */
  readonly when: Expr;
  /** Where the condition is written; absent: it is not, or not known. */
  readonly conditionLocation?: Location;
  /** Seconds of running (not of waiting) after which the job is stopped and has failed. Absent: the provider's own limit, and an hour on this machine. */
  readonly timeout?: number;
  /** Variables of every step (of the build or the deploy itself, for those kinds). */
  readonly env: Env;
  /** Keys that it has on one provider alone; absent: none. */
  readonly native?: Native;
  /** Warnings about it that are not shown; absent: none. */
  readonly accept?: Accepted;
}

/**
 * An edge of the graph. The rule, everywhere: a job runs when its own condition holds and each need has succeeded, or was
 * skipped by its own condition. A need that is a gate must have succeeded. A need that failed, or was skipped because of
 * its own needs, skips this job. A final job (`finally`) waits for its needs and does not care how they ended.
 */
export interface Need {
  readonly job: string;
  /** This job makes no sense unless the need succeeded: its image, output or artifact is used, or it tests what is deployed. */
  readonly gate: boolean;
  /** The need's artifacts are put into this job's working directory. */
  readonly artifacts: boolean;
}

/** Steps that run in a container of an image. */
export interface ScriptJob extends JobBase {
  readonly kind: "script";
  readonly image: ImageReference;
  readonly steps: readonly Step[];
  readonly services: readonly Service[];
  /** Globs of the files of the tree that decide the job's result; absent: it is not known, and the job runs every time. */
  readonly inputs?: readonly string[];
  readonly artifacts?: Artifacts;
  readonly caches: readonly Cache[];
  /** Names of outputs. A step sets one by appending `name=value`, or `name<<END`, lines and `END`, to the file that `$WAYBILL_OUTPUT` names. */
  readonly outputs: readonly string[];
  /** Outputs that are taken from a step's: by their names, the step and the name there. Absent: none is. */
  readonly outputsFrom?: Readonly<Record<string, StepOutput>>;
  readonly shell: "sh" | "bash";
  /** How the sources come into it, or that it has none. Absent: as the provider has it, without its token. */
  readonly checkout?: Checkout | "none";
  /** Program and arguments that start each step's process, or `image`: those of the image's own entrypoint. Absent: nothing does. */
  readonly entrypoint?: readonly string[] | "image";
  /** User (`name`, `uid` or `uid:gid`) the steps run as; absent: the image's own. */
  readonly user?: string;
  /** Relative to the checkout; absent: its root. */
  readonly workingDirectory?: string;
  /** How many times a failed attempt is repeated: 0, 1 or 2. */
  readonly retry: number;
  /** On what it is; absent: whenever a step fails. */
  readonly retryOn?: RetryOn;
  /** It runs when the jobs it needs have ended, however they did, and also when the run is stopped. None of its needs is a gate. */
  readonly finally?: true;
  /** It is a required check (`requiredCheck`): it succeeds only where these jobs have. */
  readonly covers?: Covers;
  /** The job may fail (with one of these exit codes, when there are any) without failing the pipeline. Never on a gate. */
  readonly allowFailure: false | AllowedFailure;
  /** The matrix that it is an instance of. */
  readonly matrix?: MatrixInstance;
  /** It stands for instances that are not known before it is their turn. */
  readonly dynamic?: DynamicMatrix;
}

/** An output of a step. */
export interface StepOutput {
  /** The id of the step. */
  readonly step: string;
  readonly name: string;
}

/** What a required check stands for: jobs by their ids. */
export interface Covers {
  readonly jobs: readonly string[];
  /** Those that conditions may skip: skipped, they count as succeeded. */
  readonly mayBeSkipped: readonly string[];
}

/** With which exit codes a job may fail; none: with any. */
export interface AllowedFailure {
  readonly exitCodes: readonly number[];
}

/**
 * When a step runs, by how those before it went: while none has failed; once one has; in either case, and also when the job is
 * cancelled; in either case, unless it is.
 */
export type StepTurn = "onSuccess" | "onFailure" | "always" | "unlessCancelled";

/** One process. Files pass from one step to the next, and the outputs that it declares. */
/**
 * What `$WAYBILL_ENV` (variables), `$WAYBILL_PATH` (folders of programs) and `$WAYBILL_SUMMARY` (Markdown for people) name. The
 * first two are for the later steps of the job.
 */
export type StepFile = "env" | "path" | "summary";

export interface Step {
  /** What people see: given by the author, or the first line of the script. */
  readonly name: string;
  /** Unique in the job. Absent: nothing refers to it. */
  readonly id?: string;
  /** Names of its outputs, which it writes to the file that `$WAYBILL_OUTPUT` names; of an action, those that are read. */
  readonly outputs?: readonly string[];
  /** Files that its script names, by which it hands on more than outputs. Absent: none. */
  readonly writes?: readonly StepFile[];
  readonly location: Location;
  readonly run: ShellRun | ExecRun | ActionRun | NativeRun;
  /** Added to the job's, and stronger. What the script's interpolations became is here too. */
  readonly env: Env;
  readonly workingDirectory?: string;
  /** Absent: `onSuccess`. */
  readonly runs?: Exclude<StepTurn, "onSuccess">;
  /** Seconds after which it is stopped and has failed; absent: the job's limit alone. */
  readonly timeout?: number;
  /** It may fail: the job goes on as if it had succeeded. */
  readonly allowFailure?: true;
  /** It is passed over, as if it were not there, where this does not hold. Absent: it always runs. */
  readonly when?: Expr;
  /** Where that is written; absent: it is not, or not known. */
  readonly conditionLocation?: Location;
}

/** A script for the job's shell, run with `set -eu` (and `pipefail` where the shell has it). */
export interface ShellRun {
  readonly kind: "shell";
  readonly script: string;
  /** Run by the providers' own default shell in place of the job's: `bash` where there is one, else `sh`, without `-u`. */
  readonly plain?: true;
  /**
   * The shell in place of the job's, or, for a plain script, of the provider's default. A plain script runs as GitHub runs it
   * for a `shell` of that name (docs: workflow syntax, `jobs.<job_id>.steps[*].shell`). Any other has `sh` or `bash`.
   */
  readonly shell?: ScriptShell;
}

/** What runs a script. */
export type ScriptShell = "sh" | "bash" | "pwsh" | "powershell" | "cmd" | "python";

/** A program run directly, without a shell, for images that have none. */
export interface ExecRun {
  readonly kind: "exec";
  readonly argv: readonly string[];
}

/** An action of GitHub's, which has no other process, and what is done where there are none. */
export interface ActionRun {
  readonly kind: "action";
  /** `owner/repository@ref`, or `owner/repository/folder@ref`. */
  readonly uses: string;
  /** Its inputs. */
  readonly with: Readonly<Record<string, Exclude<Value, SecretFileValue | IdTokenValue>>>;
  /** Runs in its place on other providers and on this machine. Absent: GitLab refuses the job, and `waybill run` skips the step. */
  readonly fallback?: Fallback;
}

/** A step as a provider has it. Nothing takes its place elsewhere. */
export interface NativeRun {
  readonly kind: "native";
  readonly native: Native;
}

/** What of a step takes the place of an action. */
export interface Fallback {
  readonly run: ShellRun | ExecRun;
  /** Added to the step's, and stronger. */
  readonly env: Env;
  readonly workingDirectory?: string;
  /** As of a step. */
  readonly writes?: readonly StepFile[];
}
