import type { ScriptJob, Step } from "../../compiler/graph/model/index.ts";
import { plainArgv, strictShell } from "../../compiler/graph/plain-script.ts";

/** What a step's process is started with: the job's entrypoint, then the program, or the shell with the script. */
export function stepArgv({ entrypoint = [], shell }: ScriptJob, { run }: Step): readonly string[] {
  if (entrypoint === "image") throw new Error("the image's own entrypoint is looked up before");
  if (run.kind === "action" || run.kind === "native") throw new Error("it runs on GitHub only");
  if (run.kind === "exec") return [...entrypoint, ...run.argv];
  return [...entrypoint, ...(run.plain ? plainArgv(run) : scriptArgv(strictShell(run, shell), run.script))];
}

/** The same where only a program of the image can end it in time. */
export function timedArgv(job: ScriptJob, step: Step): readonly string[] {
  const { entrypoint = [] } = job;
  const argv = stepArgv(job, step);
  if (step.timeout === undefined || entrypoint === "image") return argv;
  const timed = ["timeout", String(Math.ceil(step.timeout))];
  return [...entrypoint, ...timed, ...argv.slice(entrypoint.length)];
}

/** Fails on the first command that fails, also within a pipe where the shell can tell, and on variables without a value. */
function scriptArgv(shell: "sh" | "bash", script: string): readonly string[] {
  if (shell === "bash") return ["bash", "-eu", "-o", "pipefail", "-c", script];
  // On the script's own first line, so that its line numbers stay right.
  return ["sh", "-eu", "-c", `if (set -o pipefail) 2>/dev/null; then set -o pipefail; fi; ${script}`];
}
