import type { Expr, Variable } from "../expr/model.ts";
import type { DeployJob, Env, ImageReference, Job, ScriptJob, Step, Value } from "./model/index.ts";

/** A place where a job names another job. */
export interface Reference {
  readonly job: string;
  readonly use: "image" | "output" | "test";
  /** Name of the output. */
  readonly output?: string;
}

/** What a job and its services run in. */
export function imagesOf(job: ScriptJob): readonly ImageReference[] {
  return [job.image, ...job.services.map(({ image }) => image)];
}

/** Values that the name of an image is put together of. */
export function partsOf(image: ImageReference): readonly Value[] {
  return image.kind === "template" ? image.parts : [];
}

/** What a step is given: variables, inputs of an action, and variables of what runs in its place. */
export function envsOf({ env, run }: Step): readonly Env[] {
  return run.kind === "action" ? [env, run.with, run.elsewhere?.env ?? {}] : [env];
}

/** Every value a job is given, with what it is for. */
export function valuesOf(job: Job): readonly { readonly name: string; readonly value: Value }[] {
  const list = (env: Env) => Object.entries(env).map(([name, value]) => ({ name, value }));
  const values = list(job.env);
  if (job.kind === "script") {
    values.push(...job.steps.flatMap(envsOf).flatMap(list), ...job.services.flatMap((one) => list(one.env)));
    values.push(
      ...imagesOf(job)
        .flatMap(partsOf)
        .map((value) => ({ name: "the image", value })),
    );
  }
  if (job.kind === "build") values.push(...list({ ...job.secrets, ...(job.ssh && { ssh: job.ssh }) }));
  if (job.kind === "deploy") values.push(...list(kubeconfigOf(job)));
  if (job.kind !== "script" && job.login)
    values.push(...list({ username: job.login.username, password: job.login.password }));
  return values;
}

/** The variable by which a deploy finds the kubeconfig that it is given. */
export function kubeconfigOf({ to }: DeployJob): Env {
  return to.kind === "kubernetesRollout" && to.kubeconfig ? { KUBECONFIG: to.kubeconfig } : {};
}

/** All that a job refers to, conditions included. */
export function referencesOf(job: Job): readonly Reference[] {
  const references: Reference[] = valuesOf(job).flatMap(({ value }): readonly Reference[] => {
    if (value.kind === "output") return [{ job: value.job, use: "output", output: value.name }];
    return value.kind === "image" ? [{ job: value.job, use: "image" }] : [];
  });
  if (job.kind === "script" && job.dynamic) {
    references.push({ job: job.dynamic.from.job, use: "output", output: job.dynamic.from.name });
  }
  for (const image of job.kind === "script" ? imagesOf(job) : [])
    if (image.kind === "build") references.push({ job: image.job, use: "image" });
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
