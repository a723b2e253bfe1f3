import type { ScriptJob, Step, StepOutput, StepValue } from "../../graph/model/index.ts";
import { readsOutcome } from "../../graph/step-values.ts";
import { emptyFiles, readHanded } from "./handed.ts";
import { readOutputs } from "./outputs.ts";

/** The variable of the script that runs all steps, in which it keeps how one of them went. */
export const outcomeVariable = (id: string): string => `waybill_outcome_${id.replaceAll("-", "_")}`;

/** A shell expression, to stand in double quotes, for what an earlier step has left: `outcome`, or `outputs.` and a name. */
export function stepText(base: string, { step, name }: Pick<StepValue, "step" | "name">): string {
  if (name === "outcome") return `$${outcomeVariable(step)}`;
  return `$(cat ${stepValueFile(base, { step, name: name.replace(/^outputs\./, "") })})`;
}

/** Where a step writes its outputs. */
export const stepOutputFile = (base: string, { id }: Pick<Step, "id">): string => `${base}-${id}`;

/** Where the value of an output is, once its step has ended. Names of outputs, and ids, have no dot. */
export const stepValueFile = (base: string, { step, name }: StepOutput): string => `${base}-${step}.${name}`;

/** What comes before the steps where some of them leave something. */
export function stepValuesStart(job: ScriptJob, base: string): readonly string[] {
  const files = job.steps.flatMap(({ id = "", outputs = [] }) =>
    outputs.map((name) => `: > ${stepValueFile(base, { step: id, name })}`),
  );
  const outcomes = job.steps.flatMap(({ id }) => (readsOutcome(job, id) ? [`${outcomeVariable(id!)}=skipped`] : []));
  return [...files, ...outcomes];
}

/** Where a step's script runs, and what becomes of its files. */
export interface StepFiles {
  /** The file of outputs, to which the ids of steps are added. */
  readonly base: string;
  readonly step: Step;
  readonly index: number;
  /** Has a script run where the step's process runs. Absent: that is here. */
  readonly within?: (script: string) => string;
  /** Shows a summary. */
  readonly summary: (step: Step, index: number) => string;
}

/** A step's command that reads the files that it writes when it ends, however it does. It fails where they cannot be read. */
export function readingFiles({ base, step, index, within, summary }: StepFiles, command: string): string {
  if (!step.outputs && !step.writes) return command;
  const file = stepOutputFile(base, step);
  const keep = `printf '%s\\n' "$value" > ${file}."$name"`;
  const outputs = step.outputs ? readOutputs({ names: step.outputs, file, keep }) : "";
  const handed = readHanded(step, index);
  const shown = step.writes?.includes("summary") ? `${summary(step, index).trimEnd()}\n` : "";
  const read = `${shown}${handed && within ? `${within(handed)}\n` : handed}${outputs}`;
  return `(
read_outputs() (
${read.trimEnd()}
)
trap 'code=$?; read_outputs || exit $((code ? code : 1))' EXIT
${step.outputs ? `: > ${file}\n` : ""}${within ? "" : emptyFiles(step, index)}${command.trimEnd()}
)
`;
}
