import type { Diagnostic } from "../../compiler/diagnostics/index.ts";
import type { ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import type { Failure } from "../events.ts";
import type { Credentials, StepEnv } from "../values/environment.ts";
import type { StepHold } from "./hold.ts";
import type { LeftBySteps } from "./step-results.ts";

/**
 * Turns script jobs into processes.
 *
 * The contract, which the conformance suite checks on every executor:
 * - `refusals` comes first, and nothing is started when it names an error;
 * - `open` is called once a run, `close` once, whatever happened between, also after `open` failed half-way; `close` may be
 *   called twice, and leaves no process, container, network, volume or file of the run behind;
 * - `prepare` may be called for a job, ahead of its turn, while its needs still run; it is never required, and what it
 *   made ready is used by `execute` or removed by `close`;
 * - `execute` is called for several jobs side by side, and for one job again when an attempt failed. Every attempt gets a
 *   fresh copy of the source tree; nothing that a job does is seen by another job or by the user's checkout;
 * - `execute` resolves with the user's failure and rejects with a `DiagnosticError` for the infrastructure's;
 * - when `signal` is aborted, the job's processes are asked to stop, then killed, and `execute` resolves or rejects soon.
 */
export interface Executor {
  /** As shown to people: `docker` or `host`. */
  readonly name: string;
  /** What in this graph the executor cannot run. */
  refusals(graph: StageGraph): readonly Diagnostic[];
  /**
   * What jobs would run on. Without it nothing is known of that, and no job is restored in place of being run.
   *
   * @param images - By name; those that are not there, and so not known, are missing from the answer.
   * @throws {DiagnosticError} when nothing could run at all
   */
  identify?(images: readonly string[]): Promise<Identity>;
  open(run: RunContext): Promise<ExecutorSession>;
}

/** What makes the same job end differently on another machine, or with another image of the same name. */
export interface Identity {
  readonly platform: string;
  /** Operating system and processor: what was installed or compiled on one is of no use on another. */
  readonly system: string;
  readonly images: ReadonlyMap<string, string>;
}

export interface ExecutorSession {
  prepare(job: ScriptJob, image: string, login?: Credentials): Promise<void>;
  execute(request: JobRequest): Promise<Attempt>;
  close(): Promise<void>;
}

/** What all jobs of a run share. */
export interface RunContext {
  /** Identifies the run; labels all that it makes. */
  readonly id: string;
  /** The repository's root on this machine. */
  readonly root: string;
}

export interface JobRequest {
  readonly job: ScriptJob;
  /** The image to run in: a name, or `repository@sha256:...` of one that was built. */
  readonly image: string;
  /** Login for that image's registry, where the pipeline has one. */
  readonly login?: Credentials;
  /**
   * Environment of a step, by its index, the job's included, with every value resolved; undefined: the step is skipped. It is asked
   * when it is the step's turn, with what the steps before have left.
   */
  readonly stepEnv: (index: number, left: LeftBySteps) => StepEnv | undefined;
  /** What the job's services run with, in their order. */
  readonly services: readonly ServiceRequest[];
  /** Archives of the artifacts to unpack into the working directory before the first step. */
  readonly artifacts: readonly string[];
  /** Where to write this job's own artifacts, as a tar archive; absent when it keeps none. */
  readonly artifactsTo?: string;
  /** Where the job's caches come from and go to, in their order. */
  readonly caches: readonly CachePlace[];
  /** Files of the working directory that are read when the job has ended, however it did. */
  readonly reports: readonly ReportPlace[];
  /** Where the job holds for a person; absent: nowhere. */
  readonly hold?: StepHold | undefined;
  readonly sink: JobSink;
  readonly signal: AbortSignal;
}

/** One cache of a job. Whatever goes wrong with it is told here, and is never a reason for the job to fail. */
export interface CachePlace {
  /** Globs and paths, relative to the checkout. */
  readonly paths: readonly string[];
  /** Archive to unpack before the first step; absent when there is none. */
  readonly from?: string;
  /** Told when it has been unpacked, or why it was not. */
  restored(problem?: string): void;
  /** Where to write what the paths hold, asked when the job has succeeded; undefined: it is not to be kept. */
  to(): string | undefined;
  /** Told why it could not be written. */
  notKept(problem: string): void;
}

/** Files that somebody reads. Whatever goes wrong with it is told here, and is never a reason for the job to fail. */
export interface ReportPlace {
  /** A glob or path, relative to the checkout. */
  readonly path: string;
  /** Told of each file that matches. */
  take(path: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  failed(reason: string): void;
}

export interface ServiceRequest {
  readonly image: string;
  readonly login?: Credentials;
  readonly env: Readonly<Record<string, string>>;
}

/** Where a job's doings are told, as they happen. Chunks are whole code points, not necessarily whole lines. */
export interface JobSink {
  step(index: number): void;
  /** It is passed over. */
  stepSkipped(index: number): void;
  write(stream: "stdout" | "stderr", text: string): Promise<void> | void;
  stepDone(index: number, exitCode: number): void;
  progress(activity: string, fraction?: number): void;
}

/** How an attempt ended, with the outputs its steps set. */
export interface Attempt {
  readonly failure?: Failure;
  readonly outputs: Readonly<Record<string, string>>;
}
