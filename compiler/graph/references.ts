import type { Expr, Variable } from "../expr/model.ts";
import type { Job } from "./model/index.ts";
import { imagesOf, valuesOf } from "./walk.ts";

/** A place where a job names another job. */
export interface Reference {
  readonly job: string;
  readonly use: "image" | "output" | "test";
  /** Name of the output. */
  readonly output?: string;
}

/** All that a job refers to, conditions included. */
export function referencesOf(job: Job): readonly Reference[] {
  const references: Reference[] = valuesOf(job).flatMap((value): readonly Reference[] => {
    if (value.kind === "output") return [{ job: value.job, use: "output", output: value.name }];
    return value.kind === "image" ? [{ job: value.job, use: "image" }] : [];
  });
  if (job.kind === "script" && job.dynamic) {
    references.push({ job: job.dynamic.from.job, use: "output", output: job.dynamic.from.name });
  }
  for (const image of imagesOf(job)) if (image.kind === "build") references.push({ job: image.job, use: "image" });
  if (job.kind === "deploy") {
    references.push({ job: job.image, use: "image" });
    if (job.proof.kind === "tested")
      references.push(...job.proof.by.map((test): Reference => ({ job: test, use: "test" })));
  }
  for (const variable of conditionsOf(job).flatMap(variablesIn)) {
    if (variable.kind === "output") references.push({ job: variable.job, use: "output", output: variable.name });
  }
  return references;
}

/** A job's own condition, and those of its steps. */
export function conditionsOf(job: Job): readonly Expr[] {
  const steps = job.kind === "script" ? job.steps : [];
  return [job.when, ...steps.flatMap(({ when }) => when ?? [])];
}

/** The atoms of a condition, in order. */
export function atomsIn(expr: Expr): readonly Exclude<Expr, { op: "and" | "or" | "not" | "constant" }>[] {
  switch (expr.op) {
    case "constant":
      return [];
    case "and":
    case "or":
      return expr.operands.flatMap(atomsIn);
    case "not":
      return atomsIn(expr.operand);
    default:
      return [expr];
  }
}

export function variablesIn(expr: Expr): readonly Variable[] {
  return atomsIn(expr).flatMap((atom) => {
    if (atom.op === "same") return [atom.left, atom.right];
    return "variable" in atom ? [atom.variable] : [];
  });
}
