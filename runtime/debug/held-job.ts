import type { ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import type { EditedStep, HeldStep, StepDecision } from "../executors/hold.ts";

/** How a run is debugged. */
export interface DebugOptions {
  /** Where it holds: `failure`, `JOB`, `JOB:STEP`. */
  readonly breaks: readonly string[];
  /**
   * The pipeline as its file has it now.
   *
   * @returns the graph, or what a person is told of why there is none
   */
  reread(): Promise<{ readonly graph: StageGraph } | { readonly problem: string }>;
  /** Called before a job holds: from then on somebody can reach it. */
  open(run: string): Promise<void>;
  /** Has somebody decide what becomes of a job that holds. */
  hold(held: HeldJob): Promise<StepDecision>;
}

/** A job that holds, with what somebody needs who decides. */
export interface HeldJob extends HeldStep {
  readonly run: string;
  readonly job: ScriptJob;
  /** Aborted when the run is stopped: nobody has to decide any more. */
  readonly signal: AbortSignal;
  /** The step as the pipeline's file has it now. */
  reread(): Promise<Edit>;
}

/** What an edit has made of a step. */
export type Edit =
  | { readonly kind: "same" }
  | ({ readonly kind: "edited" } & EditedStep)
  /** It cannot be used, for the reason that a person is told. */
  | { readonly kind: "refused"; readonly problem: string };
