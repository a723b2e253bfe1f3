import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import { stepArgv } from "../script.ts";

/** Where the job's copy of the source tree is, in its container. */
export const WORKSPACE = "/workspace";

/**
 * The first line that a waiting shell gets. When it is asked to stop, it lets the step end first; the variable is what
 * makes the container's init pass signals on to the step too, and no business of the step.
 */
export function greeting(nonce: string): string {
  return `trap : TERM INT; unset TINI_KILL_PROCESS_GROUP; ${mark(nonce, "0")}\n`;
}

/** What makes the waiting shell run a step as a process of its own and tell its exit code, on both streams. */
export function stepLine(job: ScriptJob, step: Step, env: Readonly<Record<string, string>>, nonce: string): string {
  const folder = folderOf(job, step);
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
  const argv = stepArgv(job, step);
  const commands = [`cd ${quote(folder)}`, ...exports, `exec ${argv.map(quote).join(" ")}`];
  return `( ${commands.join(" && ")} ) </dev/null; ${mark(nonce, '"$?"')}\n`;
}

/** The folder a step starts in. */
export function folderOf(job: ScriptJob, step: Step): string {
  const inside = step.workingDirectory ?? job.workingDirectory;
  return inside === undefined ? WORKSPACE : `${WORKSPACE}/${inside}`;
}

function mark(nonce: string, code: string): string {
  const print = `printf '\\000waybill-${nonce} %s\\n' "$waybill"`;
  return `waybill=${code}; ${print}; ${print} >&2`;
}

/** A word that a POSIX shell reads as this text. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
