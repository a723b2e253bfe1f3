import { PLAIN_SHELL, plainArgv, strictShell } from "../../graph/plain-script.ts";
import { watch } from "../../graph/entrypoint.ts";
import type { ScriptJob, ShellRun, Step } from "../../graph/model/index.ts";
import { timedWords } from "./step-flow.ts";
import { shellText, shellWord, shellWords } from "./quote.ts";

type Shell = ScriptJob["shell"];

/** The variable that tells a script whether the condition of a step holds. */
export const metVariable = (index: number): string => `WAYBILL_STEP_${index + 1}`;

/** A step's command where a test of {@link metVariable} succeeds; else a line that says that the step was passed over. */
export function whereMet(test: string, { name }: Step, command: string): string {
  const skipped = `echo ${shellWord(`Skipped, as its condition does not hold: ${name}`)}`;
  return `if ${test}; then\n${command.trimEnd()}\nelse ${skipped}\nfi\n`;
}

/** What a step's own shell reads. */
export function stepScript(run: Step["run"], shell: Shell): string {
  if (run.kind === "action" || run.kind === "native") throw new Error("an action is not a script");
  if (run.kind === "shell" && run.plain && run.shell) return `exec ${programOf(run)}`;
  if (run.kind === "shell" && run.plain)
    return `set -- ${shellText(run.script)}\n${PLAIN_SHELL.replaceAll("; ", "\n")}`;
  if (run.kind === "exec") return `exec ${shellWords(run.argv)}`;
  return shell === "sh" && pipesMatter(run.script) ? `${PIPEFAIL}\n${run.script}` : run.script;
}

/** A plain script with the shell that it names. */
function programOf(run: ShellRun): string {
  const argv = plainArgv(run);
  return `${shellWords(argv.slice(0, -1))} ${shellText(argv.at(-1)!)}`;
}

/** Only some `sh` know the option; those that do not would stop at it. */
const PIPEFAIL = "(set -o pipefail) 2>/dev/null && set -o pipefail";

/**
 * Whether `pipefail` could make a difference: only to a pipe in this text, or in text that it has the same shell read.
 * Leaving the line out elsewhere keeps the file readable.
 */
function pipesMatter(script: string): boolean {
  return /\||\beval\b|\bsource\b|(^|[\s;&(){}"'\\])\.(?=["'\s])/.test(script);
}

/** The words of the image's own entrypoint are in `$@`. */
const IMAGE_ENTRYPOINT = `${shellWords(watch.before)} "$@" ${shellWords(watch.after)}`;

/** The process of a step, which runs its program or has its shell read its script. `before`: lines of `sh` that come first. */
export function stepCommand(run: Step["run"], job: Process, before = ""): string {
  if (run.kind === "shell" && run.plain && run.shell && !before) {
    return `${startWords(job)}${programOf(run)}`;
  }
  const shell = run.kind === "shell" ? strictShell(run, job.shell) : job.shell;
  const script = stepScript(run, shell);
  return stepProcess(before ? `${before}\n${script}` : script, { ...job, shell });
}

/** How a step is started: `limit` is the seconds that it has. */
type Process = Pick<ScriptJob, "shell" | "entrypoint"> & { readonly limit?: number };

/** What stands before a step's process: its entrypoint, and what ends it in time. */
function startWords({ entrypoint, limit }: Process): string {
  const timed = timedWords(limit).map((word) => `${word} `);
  return `${entrypointWords(entrypoint)}${timed.join("")}`;
}

function entrypointWords(entrypoint: ScriptJob["entrypoint"] = []): string {
  return entrypoint === "image" ? `${IMAGE_ENTRYPOINT} ` : entrypoint.map((word) => `${shellWord(word)} `).join("");
}

/** A process of its own for one step, as a command that the job's entrypoint (the image's own: `$@`) starts: `set -eu`, and `pipefail` in bash, which always has it. */
export function stepProcess(script: string, job: Process): string {
  return `${startWords(job)}${job.shell === "bash" ? "bash -euo pipefail -c" : "sh -euc"} ${shellText(script)}`;
}

/** The same for GitHub's `shell`, which puts the script into a file. */
export const githubShell: Readonly<Record<Shell, string>> = {
  sh: "sh -eu {0}",
  bash: "bash --noprofile --norc -euo pipefail {0}",
};
