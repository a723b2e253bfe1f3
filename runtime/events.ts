import type { Diagnostic, Location } from "../compiler/diagnostics/index.ts";

/**
 * What a run tells, in order. Reporters show them, the journal keeps them, and `--reporter json` prints one a line
 * (`schemas/run-event.schema.json`). `time` is in milliseconds since the epoch. Log text is already masked and free of
 * terminal control.
 */
export type RunEvent =
  | RunStarted
  | JobStarted
  | JobExpanded
  | StepStarted
  | JobLog
  | JobProgress
  | StepFinished
  | StepSkipped
  | JobHeld
  | JobReleased
  | JobCache
  | JobReport
  | JobFinished
  | Notice
  | RunFinished;

interface EventBase {
  readonly time: number;
}

export interface RunStarted extends EventBase {
  readonly type: "run-started";
  readonly run: string;
  readonly pipeline: string;
  readonly executor: string;
  /** Jobs in the graph's order. */
  readonly jobs: readonly {
    readonly id: string;
    readonly kind: "script" | "build" | "deploy";
    readonly needs: readonly string[];
    readonly location: Location;
  }[];
}

export interface JobStarted extends EventBase {
  readonly type: "job-started";
  readonly job: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** A job stands for others, which are known from now on. It has ended when they all have. */
export interface JobExpanded extends EventBase {
  readonly type: "job-expanded";
  readonly job: string;
  readonly into: RunStarted["jobs"];
}

export interface StepStarted extends EventBase {
  readonly type: "step-started";
  readonly job: string;
  readonly step: number;
  readonly name: string;
  /** Where the pipeline has it. */
  readonly location?: Location;
}

/** One line of a job's output, without its newline. A last line without newline is a line too. */
export interface JobLog extends EventBase {
  readonly type: "log";
  readonly job: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

/** How far a pull, a build or a push is. Fractions from 0 to 1, absent where it cannot be known. */
export interface JobProgress extends EventBase {
  readonly type: "progress";
  readonly job: string;
  readonly activity: string;
  readonly fraction?: number;
}

export interface StepFinished extends EventBase {
  readonly type: "step-finished";
  readonly job: string;
  readonly step: number;
  readonly exitCode: number;
}

/** A step was passed over: its condition does not hold, or it is an action that only GitHub has. */
export interface StepSkipped extends EventBase {
  readonly type: "step-skipped";
  readonly job: string;
  readonly step: number;
  readonly name: string;
  readonly reason: "condition" | "action";
}

/** A job holds, and somebody decides how it goes on: `run --break` asked for that. */
export interface JobHeld extends EventBase {
  readonly type: "job-held";
  readonly job: string;
  readonly step: number;
  readonly name: string;
  /** Of the step, which has failed; absent: it has not run. */
  readonly exitCode?: number;
}

/** A job that held goes on as somebody has decided. */
export interface JobReleased extends EventBase {
  readonly type: "job-released";
  readonly job: string;
  readonly step: number;
  readonly name: string;
  readonly decision: "continue" | "retry" | "skip" | "back" | "quit";
}

/** What became of one of a job's caches. None of it is a reason for the job to fail. */
export interface JobCache extends EventBase {
  readonly type: "cache";
  readonly job: string;
  /** Its prefix. */
  readonly cache: string;
  /**
   * Before the first step: `hit`, the cache of this very key; `fallback`, the newest of its prefix; `miss`, nothing. After
   * the last one: `kept`, `not-kept`. A cache whose key is already kept is not told of again.
   */
  readonly outcome: "hit" | "fallback" | "miss" | "kept" | "not-kept";
  /** Size of its archive. */
  readonly bytes?: number;
  /** Why it was missed although there is one, or was not kept. */
  readonly reason?: string;
}

/** What the reports of a job say that has ended, however it did. None of it is a reason for the job to fail. */
export interface JobReport extends EventBase {
  readonly type: "report";
  readonly job: string;
  /** Absent: no JUnit file was read. */
  readonly tests?: TestReport;
  /** Absent: no coverage report was read. */
  readonly coverage?: CoverageReport;
  /** Reports that could not be read, or were not there. */
  readonly problems: readonly string[];
}

/** What JUnit files say, several added up. */
export interface TestReport {
  readonly total: number;
  readonly failed: number;
  readonly skipped: number;
  /** The first of those that failed. */
  readonly failures: readonly FailedTest[];
}

export interface FailedTest {
  readonly name: string;
  /** First line of why. */
  readonly message?: string;
  /** Where it is, as the report says it; absent where it does not. */
  readonly file?: string;
  readonly line?: number;
}

/** How much of the lines is covered, in percent with one decimal place, rounded down: 100 means all. */
export interface CoverageReport {
  readonly lines: number;
}

export interface JobFinished extends EventBase {
  readonly type: "job-finished";
  readonly job: string;
  readonly result: JobResult;
  /** Milliseconds of running; 0 for a job that was skipped. */
  readonly duration: number;
}

/** Something about the run as a whole, such as an image that was made locally. */
export interface Notice extends EventBase {
  readonly type: "notice";
  readonly message: string;
}

export interface RunFinished extends EventBase {
  readonly type: "run-finished";
  readonly outcome: "succeeded" | "failed" | "cancelled";
  readonly duration: number;
}

/** How a job ended. */
export type JobResult =
  | {
      readonly status: "succeeded";
      readonly outputs: Readonly<Record<string, string>>;
      /** It was not run: an earlier run's log, outputs and artifacts were taken. */
      readonly cached?: Cached;
    }
  | {
      readonly status: "failed";
      readonly failure: Failure /** Allowed by the job: the run goes on. */;
      readonly allowed: boolean;
    }
  | { readonly status: "skipped"; readonly reason: SkipReason }
  | { readonly status: "cancelled" };

export interface Cached {
  /** The run in which it ran. */
  readonly run: string;
  /** `unchanged`: nothing that decides its result has; `resumed`, `from`: as `--resume` and `--from` asked for. */
  readonly because: "unchanged" | "resumed" | "from";
}

/** The user's failure and the infrastructure's are told apart: only the latter is ever tried again unasked. */
export type Failure =
  | { readonly kind: "exit"; readonly step: number; readonly exitCode: number }
  | { readonly kind: "timeout"; readonly seconds: number }
  | { readonly kind: "out-of-memory"; readonly step: number }
  /** `rollback`: what a failed deploy has left; absent for other jobs. */
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic; readonly rollback?: Rollback }
  /** Of the jobs that it stands for, these have failed. */
  | { readonly kind: "instances"; readonly failed: readonly string[] };

/** Whether what ran before a failed deploy runs again; `none`: nothing was changed, or there was nothing to go back to. */
export type Rollback = "done" | "failed" | "none" | "unknown";

export type SkipReason =
  | { readonly kind: "condition" }
  | { readonly kind: "need"; readonly job: string }
  | { readonly kind: "not-selected" }
  /** A manual job that nobody has let run. */
  | { readonly kind: "not-approved" }
  /** A deploy that nobody has named. */
  | { readonly kind: "not-named" }
  /** A newer run has taken its place in a concurrency group. */
  | { readonly kind: "replaced"; readonly group: string };
