import type { ScriptJob } from "../../graph/model/index.ts";
import { shellWord, shellWords } from "./quote.ts";
import { stepProcess, stepScript } from "./step.ts";

/** Name of the container in which the steps of a job run. */
export const CONTAINER = "waybill";

/** Where a program writes outputs in an image that may have no other folder than the checkout, relative to it. */
export const BARE_OUTPUT = ".waybill-output";

/** Whether no step of a job needs a shell. Its image may then have none. */
export function needsNoShell({ steps }: ScriptJob): boolean {
  return steps.every(({ run }) => run.kind !== "shell");
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
export function insideStep({ job, index, root, output, extra }: InsideStep): string {
  const { run, env, workingDirectory } = job.steps[index]!;
  const names = [...new Set([...Object.keys(job.env), ...Object.keys(env)])];
  const variables = names.map((name) => `--env ${name}`);
  const folder = workingDirectory ?? job.workingDirectory;
  const place = folder && `"${root}"/${shellWord(folder)}`;
  const inside = folder ? [`--workdir ${place}`, CONTAINER] : [CONTAINER];
  const bare = needsNoShell(job);
  const target = bare ? `"${root}/${BARE_OUTPUT}"` : output;
  const options = [...(job.outputs.length ? [`--env WAYBILL_OUTPUT=${target}`] : []), ...variables];
  if (!bare || run.kind !== "exec") {
    return `docker exec ${[...options, ...inside].join(" ")} ${stepProcess(stepScript(run, job.shell), job)}`;
  }
  const [program = "", ...args] = [...(job.entrypoint ?? []), ...run.argv];
  const alone = [
    `--rm --init --volumes-from ${CONTAINER} --workdir ${place || `"${root}"`}`,
    ...userWords(job),
    ...extra,
    ...options,
    `--entrypoint ${shellWord(program)} "$(docker inspect --format '{{.Config.Image}}' ${CONTAINER})"`,
  ];
  return `if [ "$(docker inspect --format '{{.State.ExitCode}}' ${CONTAINER})" = 127 ]; then
  docker run ${[...alone, ...args.map(shellWord)].join(" ")}
else
  docker exec ${[...options, ...inside].join(" ")} ${shellWords([program, ...args])}
fi`;
}

/** A step's command with values for its variables. These stand before a plain command only, and end with it. */
export function givenWords(words: readonly string[], run: string): string {
  if (words.length === 0) return `${run}\n`;
  return run.startsWith("if ") ? `(export ${words.join(" ")}\n${run})\n` : `${[...words, run].join(" ")}\n`;
}
