import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import type { StepEnv } from "../../values/environment.ts";
import { singleQuoted } from "../../../compiler/shell/quote.ts";
import { OUTPUT_VARIABLE } from "../outputs.ts";
import { type PlacedStep, ownOutputFile } from "../step-results.ts";
import { fileVariables, type Handed, pathPrefix, withHanded } from "../step-files.ts";
import { timedArgv } from "../script.ts";
import { filesIn } from "../secret-files.ts";

/** Where the job's copy of the source tree is, in its container. */
export const WORKSPACE = "/workspace";

/** Where a step finds the files of its secrets: in memory, as every container of Docker has it. */
export const SECRETS = "/dev/shm/waybill";

/**
 * The first line that a waiting shell gets. When it is asked to stop, it lets the step end first; the variable is what
 * makes the container's init pass signals on to the step too, and no business of the step. The shell's answer is 0 when
 * it sees the source tree.
 *
 * @param witness - A path in the source tree; undefined where the tree is empty.
 */
export function greeting(nonce: string, witness: string | undefined): string {
  return `trap : TERM INT; unset TINI_KILL_PROCESS_GROUP; ${sees(witness)}${mark(nonce, '"$?"')}\n`;
}

function sees(witness: string | undefined): string {
  if (witness === undefined) return "";
  const path = singleQuoted(`${WORKSPACE}/${witness}`);
  // A link is there also when what it names is not.
  return `[ -e ${path} ] || [ -L ${path} ]; `;
}

/** What makes the waiting shell run a step as a process of its own and tell its exit code, on both streams. */
export function stepLine(job: ScriptJob, step: Step, given: Given, nonce: string): string {
  const { env, files } = filesIn(SECRETS, given.env);
  const folder = folderOf(job, step);
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${singleQuoted(value)}`);
  if (given.path) exports.push(pathExport(given.path));
  const argv = timedArgv(job, step);
  const commands = [`cd ${singleQuoted(folder)}`, ...exports, `exec ${argv.map(singleQuoted).join(" ")}`];
  const run = `( ${commands.join(" && ")} ) </dev/null`;
  if (files.length === 0) return `${run}; ${mark(nonce, '"$?"')}\n`;
  const write = files.map(({ path, content }) => `printf %s ${singleQuoted(content)} > ${singleQuoted(path)}`);
  const written = `( umask 077 && mkdir -p ${SECRETS} && ${write.join(" && ")} )`;
  return `${written} && ${run}; waybill=$?; rm -rf ${SECRETS}; ${mark(nonce, '"$waybill"')}\n`;
}

/** What a step is started with. */
export interface Given {
  readonly env: StepEnv;
  /** What comes before the folders that `PATH` has. */
  readonly path: string;
}

/** The environment of a step with the files that it writes, and with what earlier steps have handed on. */
export function givenTo(job: ScriptJob, { step, index }: PlacedStep, env: StepEnv, handed: Handed): Given {
  const output = step.outputs && { [OUTPUT_VARIABLE]: `${WORKSPACE}/${ownOutputFile(step)}` };
  return {
    env: { ...withHanded(job, step, env, handed), ...output, ...fileVariables(step, index, WORKSPACE) },
    path: pathPrefix(handed),
  };
}

export const pathExport = (prefix: string): string => `export PATH=${singleQuoted(prefix)}"$PATH"`;

/** The folder a step starts in. */
export function folderOf(job: ScriptJob, step: Step): string {
  const inside = step.workingDirectory ?? job.workingDirectory;
  return inside === undefined ? WORKSPACE : `${WORKSPACE}/${inside}`;
}

function mark(nonce: string, code: string): string {
  const print = `printf '\\000waybill-${nonce} %s\\n' "$waybill"`;
  return `waybill=${code}; ${print}; ${print} >&2`;
}
