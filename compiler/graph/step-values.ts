import { stepsIn } from "../expr/outputs.ts";
import type { Job, ScriptJob, Step, StepValue } from "./model/index.ts";
import { variablesIn } from "./references.ts";
import { envsOf, partsIn, valuesOf } from "./walk.ts";

/** Names of outputs that any step of a job may set: all but those that are taken from one step. */
export const sharedOutputs = ({ outputs, outputsFrom = {} }: ScriptJob): readonly string[] =>
  outputs.filter((name) => !Object.hasOwn(outputsFrom, name));

/** What a step is given of earlier steps, in its variables and the inputs of its action. */
const valuesOfSteps = (step: Step): readonly StepValue[] =>
  envsOf(step)
    .flatMap((env) => Object.values(env).flatMap(partsIn))
    .filter((value): value is StepValue => value.kind === "step");

/** Everything that a step reads of earlier ones. */
export function readByStep(step: Step): readonly Pick<StepValue, "step" | "name">[] {
  const variables = step.when ? variablesIn(step.when) : [];
  return [...valuesOfSteps(step), ...variables.filter((one) => one.kind === "step")];
}

/** Whether a step of the job reads how an earlier one went. */
export const readsOutcome = ({ steps }: ScriptJob, id: string | undefined): boolean =>
  id !== undefined && steps.some((step) => readByStep(step).some((one) => one.step === id && one.name === "outcome"));

/** Whether anything reads what a step of the job has left. */
export const readsSteps = (job: ScriptJob): boolean =>
  job.outputsFrom !== undefined || job.steps.some((step) => readByStep(step).length > 0);

/** Whether a step's condition has to wait for its turn. */
export const waitsForSteps = ({ when }: Pick<Step, "when">): boolean => when !== undefined && stepsIn(when).length > 0;

/** What a job refers to of its steps, and is not there: `step.outputs.name`. A step reads those before it alone. */
export function lostSteps(job: Job): readonly string[] {
  const ofSteps = valuesOf(job).filter((value) => value.kind === "step");
  const names = (all: readonly Pick<StepValue, "step" | "name">[]) => all.map(({ step, name }) => `${step}.${name}`);
  if (job.kind !== "script") return names(ofSteps);
  const known = new Set<string>();
  const lost: string[] = [];
  let read = 0;
  for (const step of job.steps) {
    lost.push(...names(readByStep(step)).filter((name) => !known.has(name)));
    read += valuesOfSteps(step).length;
    if (step.id === undefined) continue;
    for (const name of ["outcome", ...(step.outputs ?? []).map((one) => `outputs.${one}`)])
      known.add(`${step.id}.${name}`);
  }
  const from = Object.values(job.outputsFrom ?? {}).map(({ step, name }) => `${step}.outputs.${name}`);
  // Where no step is, nothing of one is known.
  const elsewhere = ofSteps.length > read ? ["a step of another place"] : [];
  return [...lost, ...from.filter((name) => !known.has(name)), ...elsewhere];
}
