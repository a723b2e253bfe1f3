import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { printGitLabShell } from "../../expr/gitlab-shell.ts";
import type { ScriptJob, Step } from "../../graph/model/index.ts";
import { metVariable, whereMet } from "../shell/step.ts";
import { contentOf, outputFile } from "./files.ts";

/**
 * Tests of the steps' conditions. They come before all else in the script: a variable of the job's may hide one of the
 * project's, and a step may write over the files that outputs come in.
 */
export function stepTests(job: ScriptJob): readonly string[] {
  return job.steps.flatMap(({ when }, index) => {
    const printed = when && print(when);
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
  return job.steps.flatMap(({ when, name, location }) => {
    const reason = when && refusal(job, when);
    if (!reason) return [];
    const values = { job: job.id, step: JSON.stringify(name), target: "GitLab", reason };
    return [diagnostic("WB3080", values, { at: location })];
  });
}

function refusal(job: ScriptJob, when: NonNullable<Step["when"]>): string | undefined {
  if (job.dynamic) return "instances from an output are in a child pipeline, which is not told what started its parent";
  const printed = print(when);
  return "refused" in printed ? printed.refused : undefined;
}

const print = (when: NonNullable<Step["when"]>) =>
  printGitLabShell(when, ({ job, name }) => contentOf(outputFile(job, name)));
