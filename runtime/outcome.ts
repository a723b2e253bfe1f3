import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import type { JobReport, JobResult } from "./events.ts";
import type { Digest } from "./store/digest.ts";
import type { Built } from "./values/image.ts";
import type { Origin } from "./values/origin.ts";

export interface RunOutcome {
  readonly run: string;
  /** `refused`: nothing was started; `diagnostics` say why. */
  readonly status: "succeeded" | "failed" | "cancelled" | "refused";
  /** 0; 1: a job failed, or the run was cancelled; 2: called wrongly; 3: the infrastructure failed. */
  readonly exitCode: 0 | 1 | 2 | 3;
  /** Why it was refused, and the diagnostics with which jobs failed. */
  readonly diagnostics: readonly Diagnostic[];
  /** Those of `diagnostics` that the reporter was not given: errors of the reporter itself and of the journal. */
  readonly unreported: readonly Diagnostic[];
  /** How each job ended, in the order they did. */
  readonly jobs: ReadonlyMap<string, JobResult>;
  /** What the reports of jobs say, by the job; of its last attempt. */
  readonly reports: ReadonlyMap<string, JobReport>;
  /** Images that were built, or taken from an earlier run, by the job that built them. */
  readonly images: ReadonlyMap<string, Built>;
  /** Indexes of the steps that ran, by script job. */
  readonly steps: ReadonlyMap<string, ReadonlySet<number>>;
  /** Where results of earlier runs were made, by job: those that `resume` and `from` took. */
  readonly taken: ReadonlyMap<string, Taken>;
  /** Digest of the source tree; absent: nothing was built, or the tree could not be read. */
  readonly tree?: Digest;
}

/** Where a result of an earlier run was made. */
export interface Taken extends Origin {
  /** It was made by another graph, or from another source tree, than those of the run that took it. */
  readonly foreign: boolean;
}
