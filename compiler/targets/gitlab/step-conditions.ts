import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Atom } from "../../expr/assume.ts";
import { exprKey } from "../../expr/key.ts";
import type { Expr } from "../../expr/model.ts";
import { readsSteps } from "../../expr/outputs.ts";
import { simplify } from "../../expr/simplify.ts";
import { stepConditionPlace } from "../../graph/condition-place.ts";
import type { Job, ScriptJob, Step } from "../../graph/model/index.ts";
import { atomsIn } from "../../graph/references.ts";
import { waitsForSteps } from "../../graph/step-values.ts";
import { metVariable, whereMet } from "../shell/step.ts";
import { conditionsFile } from "./files.ts";
import { ofGitLab } from "./conditions/terms.ts";
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
  const lines = earlyTests(job).map(({ name }) => `echo "${name}=$${name}"`);
  return [...made, `mkdir -p .waybill/${job.id}\n{ ${lines.join("; ")}; } > ${conditionsFile(job.id)}\n`];
}

const tests = (job: ScriptJob): readonly string[] =>
  earlyTests(job).map(({ name, test }) => `if ${test}; then ${name}=true; else ${name}=false; fi`);

interface EarlyTest {
  /** The variable that says whether it holds. */
  readonly name: string;
  readonly test: string;
}

/** What can be tested before the first step: whole conditions, and what a condition asks beside earlier steps. */
function earlyTests(job: ScriptJob): readonly EarlyTest[] {
  return job.steps.flatMap((step, index) => {
    if (!step.when) return [];
    const conditions = waitsForSteps(step) ? earlyAtoms(step.when) : [step.when];
    return conditions.flatMap((when, number): readonly EarlyTest[] => {
      const printed = scriptTest(when);
      if ("refused" in printed) return [];
      return [{ name: waitsForSteps(step) ? atomVariable(index, number) : metVariable(index), test: printed.test }];
    });
  });
}

const atomVariable = (index: number, number: number) => `${metVariable(index)}_${number + 1}`;

function earlyAtoms(when: Expr): readonly Atom[] {
  const atoms = atomsIn(simplify(ofGitLab(simplify(when)))).filter((atom) => !readsSteps(atom));
  return [...new Map(atoms.map((atom) => [exprKey(atom), atom])).values()];
}

/** The command that is a step, where its condition holds; GitLab has no conditions of steps. */
export function conditional(step: Step, index: number, command: string): string {
  if (!step.when) return command;
  if (!waitsForSteps(step)) return whereMet(`$${metVariable(index)}`, step, command);
  const atoms = earlyAtoms(step.when).map(exprKey);
  const printed = scriptTest(step.when, (atom, holds) => {
    const number = atoms.indexOf(exprKey(atom));
    return number === -1 ? undefined : `${holds ? "" : "! "}$${atomVariable(index, number)}`;
  });
  return "refused" in printed ? command : whereMet(printed.test, step, command);
}

export function stepProblems(job: ScriptJob): readonly Diagnostic[] {
  return job.steps.flatMap((step) => {
    const printed = step.when && scriptTest(step.when);
    if (!printed || !("refused" in printed)) return [];
    const values = { job: job.id, step: JSON.stringify(step.name), target: "GitLab", reason: printed.refused };
    return [diagnostic("WB3080", values, stepConditionPlace(step))];
  });
}
