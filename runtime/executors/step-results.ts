import type { ScriptJob, Step } from "../../compiler/graph/model/index.ts";
import { sharedOutputs } from "../../compiler/graph/step-values.ts";
import { findOutputs, OUTPUT_FILE, type ReadFile, type StepFault } from "./outputs.ts";
import { type Handed, joined, readStepFiles } from "./step-files.ts";

/** What the steps of a job have left so far, by their ids: `outcome`, and `outputs.` with the name of an output. */
export type LeftBySteps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A step, by its place among those of the job. */
export interface PlacedStep {
  readonly step: Step;
  readonly index: number;
}

/** What a step that has ended has left besides what later ones read. */
export interface EndedStep {
  /** What is wrong with one of its files, which fails the step. Absent: nothing. */
  readonly fault?: StepFault;
  /** What the log shows of its files. */
  readonly notes: string;
}

/** Follows the steps of one attempt of a job. */
export interface StepResults {
  /** What those that come next are given and asked by. */
  readonly left: LeftBySteps;
  /** Variables and folders of programs for those that come next. */
  handed(): Handed;
  /** A step has ended. What it left before, where it ran before, is replaced. */
  ended(placed: PlacedStep, succeeded: boolean, read: ReadFile): Promise<EndedStep>;
  /** A person has decided that a step counts as succeeded. */
  pass(step: Step): void;
  /** A person goes back to a step, by its index: it and those after it have not run. */
  back(index: number): void;
  /** The outputs of the job that are outputs of its steps. */
  outputs(): Readonly<Record<string, string>>;
}

export function stepResults({ steps, outputsFrom = {} }: ScriptJob): StepResults {
  const left: Record<string, Readonly<Record<string, string>>> = {};
  const handed = new Map<number, Handed>();
  const back = (index: number) => {
    for (const one of handed.keys()) if (one >= index) handed.delete(one);
    for (const { id } of steps.slice(index)) if (id !== undefined) left[id] = { outcome: "skipped" };
  };
  back(0);
  return {
    left,
    back,
    pass({ id }) {
      if (id !== undefined) left[id] = { ...left[id], outcome: "success" };
    },
    handed: () => joined([...handed].sort(([one], [other]) => one - other).map(([, of]) => of)),
    async ended({ step, index }, succeeded, read) {
      const { id, outputs = [] } = step;
      const found = id === undefined ? { outputs: {} } : await findOutputs(read, ownOutputFile(step), outputs);
      const files = await readStepFiles(step, index, read);
      handed.delete(index);
      if (!("fault" in files)) handed.set(index, files);
      const fault: StepFault | undefined =
        "fault" in found
          ? { code: "WB4110", reason: found.fault }
          : "fault" in files
            ? { code: "WB4112", reason: files.fault }
            : undefined;
      if (id !== undefined) {
        const values = "fault" in found ? [] : Object.entries(found.outputs);
        left[id] = {
          ...Object.fromEntries(values.map(([name, value]) => [`outputs.${name}`, value])),
          outcome: succeeded && !fault ? "success" : "failure",
        };
      }
      return { notes: "fault" in files ? "" : notesOf(step, files), ...(fault && { fault }) };
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

/** The summary of a step, and what of its variables is not set. */
function notesOf(
  { name }: Step,
  { summary, reserved }: { readonly summary: string; readonly reserved: readonly string[] },
) {
  const warnings = reserved.map((one) => `Warning: the variable ${one} is reserved, and is not set.\n`);
  const shown = summary.trim() === "" ? "" : `Summary of ${name}:\n${summary.replace(/\n*$/, "\n")}`;
  return `${warnings.join("")}${shown}`;
}
