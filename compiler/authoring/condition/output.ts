import type { OutputVariable } from "../../expr/model.ts";
import { declarationOf } from "../declaration.ts";
import type { Referent } from "../reference.ts";
import { type Value, variableValue } from "./value.ts";

/** The job object behind an output variable; JSON does not show it. */
const owner = Symbol("owner");

interface OwnedOutput extends OutputVariable {
  readonly [owner]: object;
}

/** The job object whose output a variable of a condition is. */
export function ownerOf(variable: OutputVariable): object | undefined {
  return (variable as Partial<OwnedOutput>)[owner];
}

/** An operand as conditions know it: a reference to a job's output becomes a variable. */
export function operand(value: Value): Value {
  const referent = declarationOf(value) as Referent | undefined;
  if (referent?.kind === "input") return variableValue({ kind: "input", name: referent.name });
  if (referent?.kind !== "output") return value;
  const job = String((declarationOf(referent.job) as { readonly name?: unknown } | undefined)?.name);
  const variable: OwnedOutput = { kind: "output", job, name: referent.name, [owner]: referent.job };
  return variableValue(variable);
}
