import type { OutputVariable, StepVariable } from "../../expr/model.ts";
import { declarationOf } from "../declaration.ts";
import type { Referent } from "../reference.ts";
import { type Value, variableValue } from "./value.ts";

/** The job object behind an output variable; JSON does not show it. */
const owner = Symbol("owner");

interface OwnedOutput extends OutputVariable {
  readonly [owner]: object;
}

interface OwnedStep extends StepVariable {
  readonly [owner]: object;
}

/** The object of the job whose output a variable of a condition is, or of the step. */
export function ownerOf(variable: OutputVariable | StepVariable): object | undefined {
  return (variable as Partial<OwnedOutput | OwnedStep>)[owner];
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** A name that no other step has, until the step's place in its job is known. */
function provisional(step: object): string {
  const number = numbers.get(step) ?? count++;
  numbers.set(step, number);
  return String(number);
}

/** An operand as conditions know it: a reference to an output of a job or a step becomes a variable. */
export function operand(value: Value): Value {
  const referent = declarationOf(value) as Referent | undefined;
  if (referent?.kind === "input") return variableValue({ kind: "input", name: referent.name });
  if (referent?.kind === "stepValue") {
    const { name, step } = referent;
    const variable: OwnedStep = { kind: "step", step: provisional(step), name, [owner]: step };
    return variableValue(variable);
  }
  if (referent?.kind !== "output") return value;
  const job = String((declarationOf(referent.job) as { readonly name?: unknown } | undefined)?.name);
  const variable: OwnedOutput = { kind: "output", job, name: referent.name, [owner]: referent.job };
  return variableValue(variable);
}
