import type { Expr } from "../../expr/model.ts";
import { variablesIn } from "../foreign.ts";
import type { ImportedJob, Options, Reference, Value } from "../model.ts";

/** Everything that a job refers to, conditions of its steps included. */
export function referencesOf(job: ImportedJob): readonly Reference[] {
  return [
    ...optionReferences(job.options),
    ...(job.matrix ? optionReferences(job.matrix.options) : []),
    ...(job.when ? conditionReferences(job.when) : []),
    ...job.steps.flatMap((step) => [
      ...referencesIn(step.run),
      ...optionReferences(step.options),
      ...(step.when ? conditionReferences(step.when) : []),
    ]),
  ];
}

export const optionReferences = (options: Options): readonly Reference[] =>
  Object.values(options).flatMap((value) => (value === undefined ? [] : referencesIn(value)));

/** Every reference in a value. */
export function referencesIn(value: Value): readonly Reference[] {
  if (typeof value !== "object" || value === null) return [];
  if (isList(value)) return value.flatMap(referencesIn);
  switch (value.kind) {
    case "text":
    case "script":
      return value.parts.flatMap((part) => (typeof part === "string" ? [] : [part]));
    case "object":
      return optionReferences(value.entries);
    case "call":
      return value.args.flatMap(referencesIn);
    case "predicate":
      return conditionReferences(value.condition);
    case "guarded":
      return [...conditionReferences(value.condition), ...referencesIn(value.value)];
    case "pattern":
    case "shared":
      return [];
    default:
      return [value];
  }
}

const isList = (value: object): value is readonly Value[] => Array.isArray(value);

const conditionReferences = (expr: Expr): readonly Reference[] =>
  variablesIn(expr).flatMap((variable): readonly Reference[] => {
    if (variable.kind === "output") return [{ kind: "output", job: variable.job, name: variable.name }];
    return variable.kind === "step" ? [{ kind: "stepOutput", step: variable.step, name: variable.name }] : [];
  });

/** The shared values that a value names. */
export function sharedIn(value: Value): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isList(value)) return value.flatMap(sharedIn);
  if (value.kind === "shared") return [value.name];
  if (value.kind === "call") return value.args.flatMap(sharedIn);
  if (value.kind === "guarded") return sharedIn(value.value);
  if (value.kind !== "object") return [];
  return [
    ...(value.spreads ?? []),
    ...Object.values(value.entries).flatMap((one) => (one === undefined ? [] : sharedIn(one))),
  ];
}

/** Jobs that come first because something of theirs is used. */
export const impliedNeeds = (job: ImportedJob): ReadonlySet<string> =>
  new Set(referencesOf(job).flatMap((one) => ("job" in one ? [one.job] : [])));
