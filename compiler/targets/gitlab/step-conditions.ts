import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Expr } from "../../expr/model.ts";
import { stepConditionPlace } from "../../graph/condition-place.ts";
import type { Job, ScriptJob, Step } from "../../graph/model/index.ts";
import { metVariable, whereMet } from "../shell/step.ts";
import { conditionsFile } from "./files.ts";
import { scriptTest, witnessChecks } from "./probe-jobs.ts";

/** The conditions of a job's steps. */
export function stepConditions(job: Job): readonly Expr[] {
  return job.kind === "script" ? job.steps.flatMap(({ when }) => when ?? []) : [];
}

/**
 * Tests of the steps' conditions. They come before all else in the script: a variable of the job's may hide one of the
 * project's, and a step may write over the files that outputs come in. Instances from an output are told by the job that
 * lists them, for their own pipeline does not know what started its parent.
 */
export function stepTests(job: ScriptJob): readonly string[] {
  if (!job.dynamic) return [...witnessChecks(job, stepConditions(job)), ...tests(job)];
  return stepConditions(job).length ? [`. ./${conditionsFile(job.id)}`] : [];
}

/** What the job that lists the instances tests for them all. */
export function listedTests(job: ScriptJob): readonly string[] {
  const made = tests(job);
  if (made.length === 0) return [];
  const lines = job.steps.flatMap(({ when }, index) =>
    when ? [`echo "${metVariable(index)}=$${metVariable(index)}"`] : [],
  );
  return [...made, `mkdir -p .waybill/${job.id}\n{ ${lines.join("; ")}; } > ${conditionsFile(job.id)}\n`];
}

function tests(job: ScriptJob): readonly string[] {
  return job.steps.flatMap(({ when }, index) => {
    const printed = when && scriptTest(when);
    if (!printed || "refused" in printed) return [];
    const name = metVariable(index);
    return [`if ${printed.test}; then ${name}=true; else ${name}=false; fi`];
  });
}

/** The command that is a step, where its condition holds; GitLab has no conditions of steps. */
export function conditional(step: Step, index: number, command: string): string {
  return step.when ? whereMet(`$${metVariable(index)}`, step, command) : command;
}

export function stepProblems(job: ScriptJob): readonly Diagnostic[] {
  return job.steps.flatMap((step) => {
    const printed = step.when && scriptTest(step.when);
    if (!printed || !("refused" in printed)) return [];
    const values = { job: job.id, step: JSON.stringify(step.name), target: "GitLab", reason: printed.refused };
    return [diagnostic("WB3080", values, stepConditionPlace(step))];
  });
}
