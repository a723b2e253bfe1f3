import type { ScriptJob, Step } from "../../graph/model/index.ts";
import { sharedOutputs } from "../../graph/step-values.ts";
import { fileWords, takeWords } from "./handed.ts";
import { shellText, shellWord, shellWords } from "./quote.ts";
import { stepCommand } from "./step.ts";
import { timedWords } from "./step-flow.ts";

/** Name of the container in which the steps of a job run. */
export const CONTAINER = "waybill";

/** Where a program writes outputs in an image that may have no other folder than the checkout, relative to it. */
export const BARE_OUTPUT = ".waybill-output";

/** Whether no step of a job needs a shell. Its image may then have none. */
export function needsNoShell({ steps }: ScriptJob): boolean {
  return steps.every(({ run }) => run.kind !== "shell");
}

/** Whether a job runs programs alone. Providers start no job of their own in an image without a shell, and nothing else tells that it has one. */
export function runsProgramsAlone({ steps }: ScriptJob): boolean {
  return steps.every(({ run }) => run.kind === "exec");
}

/** Where a step writes its outputs, or those that all steps share: a word of the shell. Undefined: it has none. */
export function outputOf(
  job: ScriptJob,
  { id, outputs }: Step,
  { root, output }: Pick<InsideStep, "root" | "output">,
): string | undefined {
  if (!outputs && sharedOutputs(job).length === 0) return undefined;
  const own = outputs ? `-${id}` : "";
  return needsNoShell(job) ? `"${root}/${BARE_OUTPUT}${own}"` : `${output}${own}`;
}

/**
 * Starts the image, idle, with the checkout in it. Words in the options are already shell. An image without a shell has nothing to be
 * idle with (127: there is no such program), and each step is then a container of its own.
 */
export function insideStart(
  image: string,
  options: { readonly job: ScriptJob; readonly folder: string; readonly extra: readonly string[] },
): string {
  const { job, folder, extra } = options;
  const words = [
    `--detach --init --name ${CONTAINER} --entrypoint tail`,
    `--volume ${folder}:${folder} --workdir ${folder}`,
    ...userWords(job),
    ...extra,
  ];
  const start = `docker run ${words.join(" \\\n  ")} \\\n  ${image} -f /dev/null > /dev/null`;
  return needsNoShell(job) ? `${start} ||\n  [ $? -eq 127 ]\n` : `${start}\n`;
}

function userWords({ user }: ScriptJob): readonly string[] {
  return user ? [`--user ${shellWord(user)}`] : [];
}

export interface InsideStep {
  readonly job: ScriptJob;
  readonly index: number;
  /** The checkout, as a word without quotes. */
  readonly root: string;
  /** Where outputs go in an image that has a shell. */
  readonly output: string;
  /** What a container of a single step is started with beside the checkout. */
  readonly extra: readonly string[];
}

/** Runs a step in that container, with the variables of job and step, whose values it takes from its own environment. */
export function insideStep(step: InsideStep): string {
  return step.job.entrypoint === "image" ? withImageEntrypoint(stepInside(step)) : stepInside(step);
}

/**
 * Puts the image's own entrypoint into `$@`. The form of Dockerfiles that is a line for a shell has no use for arguments: the
 * step would not be run, and seem to have succeeded.
 */
const withImageEntrypoint = (command: string): string => `(
# The image's own entrypoint, a word a line.
waybill_image=$(docker inspect --format '{{.Image}}' ${CONTAINER}) || exit
waybill_words=$(docker image inspect --format '{{range .Config.Entrypoint}}{{println .}}{{end}}' "$waybill_image") || exit
IFS='
'
set -f
set -- $waybill_words
unset IFS
if [ $# -eq 3 ] && [ "$1 $2" = "/bin/sh -c" ]; then
  echo "The image's entrypoint takes no arguments, so it would not run the step: $3" >&2
  exit 1
fi
${command.trimEnd()}
)`;

function stepInside({ job, index, root, output, extra }: InsideStep): string {
  const { run, env, workingDirectory, timeout } = job.steps[index]!;
  const names = [...new Set([...Object.keys(job.env), ...Object.keys(env)])];
  const variables = names.map((name) => `--env ${name}`);
  const folder = workingDirectory ?? job.workingDirectory;
  const place = folder && `"${root}"/${shellWord(folder)}`;
  const container = `${CONTAINER} ${takeWords(job, index)}`.trimEnd();
  const inside = folder ? [`--workdir ${place}`, container] : [container];
  const bare = needsNoShell(job);
  const target = outputOf(job, job.steps[index]!, { root, output });
  const files = fileWords(job.steps[index]!, index).map((word) => `--env ${word}`);
  const options = [...(target ? [`--env WAYBILL_OUTPUT=${target}`] : []), ...files, ...variables];
  const own = job.entrypoint === "image";
  if (own && !bare && run.kind === "exec") {
    return `docker exec ${[...options, ...inside].join(" ")} "$@" ${shellWords([...timedWords(timeout), ...run.argv])}`;
  }
  if (!bare || run.kind !== "exec") {
    return `docker exec ${[...options, ...inside].join(" ")} ${stepCommand(run, { ...job, ...(timeout && { limit: timeout }) })}`;
  }
  const argv = [...(own ? [] : (job.entrypoint ?? [])), ...timedWords(timeout), ...run.argv];
  const alone = [
    `--rm --init --volumes-from ${CONTAINER} --workdir ${place || `"${root}"`}`,
    ...userWords(job),
    ...extra,
    ...options,
    ...(own ? [] : [`--entrypoint ${shellWord(argv[0] ?? "")}`]),
    `"$(docker inspect --format '{{.Config.Image}}' ${CONTAINER})"`,
    ...argv.slice(own ? 0 : 1).map(shellWord),
  ];
  return `if [ "$(docker inspect --format '{{.State.ExitCode}}' ${CONTAINER})" = 127 ]; then
  docker run ${alone.join(" ")}
else
  docker exec ${[...options, ...inside].join(" ")} ${own ? '"$@" ' : ""}${shellWords(argv)}
fi`;
}

/** Has a script run in the container, by the shell that its image has. */
export const runInside = (script: string): string => `docker exec ${CONTAINER} sh -euc ${shellText(script)}`;

/** Whether a step's command is more than a plain one. */
export const isCompound = (run: string): boolean => /^(if |\()/.test(run);

/** A step's command with values for its variables. These stand before a plain command only, and end with it. */
export function givenWords(words: readonly string[], run: string): string {
  if (words.length === 0) return `${run}\n`;
  return isCompound(run) ? `(export ${words.join(" ")}\n${run})\n` : `${[...words, run].join(" ")}\n`;
}
