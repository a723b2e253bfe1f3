import type { Step } from "../../compiler/graph/model/index.ts";
import type { StepEnv } from "../values/environment.ts";
import type { LeftBySteps } from "./step-results.ts";

/**
 * Where a job holds, for a person who looks into it. A job that holds uses none of its time limit.
 *
 * An executor keeps the job's files before each step, so that `retry` and `back` begin with exactly those.
 */
export interface StepHold {
  /** Whether the job holds before a step, counted from 0. */
  before(step: number): boolean;
  /** The job holds when a step has failed that no rule allows to. */
  readonly failure: boolean;
  /** Settles when somebody has decided. A run that is stopped does not wait for it. */
  decide(held: HeldStep): Promise<StepDecision>;
}

/** A step at which a job holds. */
export interface HeldStep {
  readonly step: number;
  /** Of a step that has failed; absent: it has not run. */
  readonly exitCode?: number;
  /**
   * Runs a shell in the job's place with the step's environment, until it ends.
   *
   * @returns its exit code
   */
  shell(terminal: ShellTerminal): Promise<number>;
}

/** The terminal of a person, as a shell needs it. */
export interface ShellTerminal {
  readonly columns: number;
  readonly rows: number;
  /** The name of its kind, as `TERM` has it. */
  readonly kind: string;
  write(text: string): void;
  /** Takes what is typed from now on. */
  onInput(take: (data: string) => void): void;
  onResize(take: (columns: number, rows: number) => void): void;
}

/** A step as the pipeline's file has it now. */
export interface EditedStep {
  readonly step: Step;
  /** Its environment, by what the steps before have left. */
  readonly env: (left: LeftBySteps) => StepEnv;
}

export type StepDecision =
  /** A step that has failed counts as failed; another runs in the tree as it is. */
  | { readonly kind: "continue" }
  /** The step runs, in the tree as it was before it; `edited` takes its place. */
  | { readonly kind: "retry"; readonly edited?: EditedStep }
  /** The job continues at the next step, as if this one had succeeded. */
  | { readonly kind: "skip" }
  /** The tree becomes what it was before a step, and the job holds there. */
  | { readonly kind: "back"; readonly step: number }
  /** The run is being stopped. */
  | { readonly kind: "quit" };
