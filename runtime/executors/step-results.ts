import type { ScriptJob, Step } from "../../compiler/graph/model/index.ts";
import { sharedOutputs } from "../../compiler/graph/step-values.ts";
import { findOutputs, OUTPUT_FILE, type ReadFile } from "./outputs.ts";

/** What the steps of a job have left so far, by their ids: `outcome`, and `outputs.` with the name of an output. */
export type LeftBySteps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Follows the steps of one attempt of a job. */
export interface StepResults {
  /** What those that come next are given and asked by. */
  readonly left: LeftBySteps;
  /**
   * A step has ended. What it left before, where it ran before, is replaced.
   *
   * @returns what is wrong with the file of its outputs, which fails the step; undefined: nothing
   */
  ended(step: Step, succeeded: boolean, read: ReadFile): Promise<string | undefined>;
  /** A person has decided that a step counts as succeeded. */
  pass(step: Step): void;
  /** A person goes back to a step, by its index: it and those after it have not run. */
  back(index: number): void;
  /** The outputs of the job that are outputs of its steps. */
  outputs(): Readonly<Record<string, string>>;
}

export function stepResults({ steps, outputsFrom = {} }: ScriptJob): StepResults {
  const left: Record<string, Readonly<Record<string, string>>> = {};
  const back = (index: number) => {
    for (const { id } of steps.slice(index)) if (id !== undefined) left[id] = { outcome: "skipped" };
  };
  back(0);
  return {
    left,
    back,
    pass({ id }) {
      if (id !== undefined) left[id] = { ...left[id], outcome: "success" };
    },
    async ended(step, succeeded, read) {
      const { id, outputs = [] } = step;
      if (id === undefined) return undefined;
      const found = await findOutputs(read, ownOutputFile(step), outputs);
      const isWhole = !("fault" in found);
      left[id] = {
        ...(isWhole &&
          Object.fromEntries(Object.entries(found.outputs).map(([name, value]) => [`outputs.${name}`, value]))),
        outcome: succeeded && isWhole ? "success" : "failure",
      };
      return isWhole ? undefined : found.fault;
    },
    outputs: () =>
      Object.fromEntries(
        Object.entries(outputsFrom).flatMap(([name, from]) => {
          const value = left[from.step]?.[`outputs.${from.name}`];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
  };
}

/** The file of a step's own outputs, below the checkout. */
export const ownOutputFile = ({ id }: Step): string => `${OUTPUT_FILE}-${id}`;

/** The file that a step's `$WAYBILL_OUTPUT` names: its own, or the one that the steps of the job share; undefined: it has none. */
export function outputFileOf(job: ScriptJob, step: Step): string | undefined {
  if (step.outputs) return ownOutputFile(step);
  return sharedOutputs(job).length > 0 ? OUTPUT_FILE : undefined;
}
