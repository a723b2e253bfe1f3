import type { ScriptJob, Step } from "../../graph/model/index.ts";
import { shellWord } from "./quote.ts";

/** Whether a script that runs all steps of a job has to know how they went; otherwise it ends with the first that fails. */
export const hasFlow = ({ steps }: Pick<ScriptJob, "steps">): boolean =>
  steps.some(({ runs, allowFailure }) => runs !== undefined || allowFailure === true);

/** Before the steps: the exit code of the first that has failed, which no step's process sees. */
export const flowStart = "waybill_failed=0";

/** After them, where a command stands for `exit`. */
export const flowEnd = (end = "exit"): string => `[ "$waybill_failed" -eq 0 ] || ${end} "$waybill_failed"`;

/**
 * A step's command, whose exit code decides which steps come after it. It is a process, so that it stops at the first command
 * that fails although it stands before a `||`.
 *
 * @param outcome - The variable that keeps how it went. Default: none does.
 */
export function kept(step: Step, command: string, outcome?: string): string {
  const text = outcome ? `${command.trimEnd()} &&\n  ${outcome}=success` : command.trimEnd();
  // The first exit code is the job's.
  const after = step.allowFailure
    ? `echo ${shellWord(`Failed, which is allowed: ${step.name}`)}`
    : "waybill_failed=$((waybill_failed ? waybill_failed : $?))";
  return outcome ? `${text} ||\n  { ${after}; ${outcome}=failure; }\n` : `${text} ||\n  ${after}\n`;
}

/** The command of a step after which none runs where it fails. */
export const succeeded = (command: string, outcome: string | undefined): string =>
  outcome ? `${command.trimEnd()}\n${outcome}=success\n` : command;

/** A command where it is the step's turn. */
export function inTurn({ runs }: Step, index: number, command: string): string {
  if (runs === "always" || runs === "unlessCancelled" || (index === 0 && runs === undefined)) return command;
  const test = `[ "$waybill_failed" -${runs === "onFailure" ? "ne" : "eq"} 0 ]`;
  return `if ${test}; then\n${command.trimEnd()}\nfi\n`;
}

/** The program that ends another in time (POSIX has none; coreutils and busybox do). */
export const timedWords = (timeout: number | undefined): readonly string[] =>
  timeout === undefined ? [] : ["timeout", String(Math.ceil(timeout))];
