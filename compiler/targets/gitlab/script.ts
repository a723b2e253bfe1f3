import type { ScriptJob, StageGraph, Step } from "../../graph/model/index.ts";
import { fileOf, fileWords, handedStart, takes, takeStart, takeWords } from "../shell/handed.ts";
import { shellWord } from "../shell/quote.ts";
import { withSecretFiles } from "../shell/secret-files.ts";
import { readsOutcome, sharedOutputs } from "../../graph/step-values.ts";
import {
  outcomeVariable,
  readingFiles,
  type StepFiles,
  stepOutputFile,
  stepValueFile,
  stepValuesStart,
} from "../shell/step-values.ts";
import { flowEnd, flowStart, hasFlow, inTurn, kept, succeeded } from "../shell/step-flow.ts";
import { stepCommand as processOf } from "../shell/step.ts";
import { readOutputs } from "../shell/outputs.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import { valuesOf } from "../../graph/walk.ts";
import { OUTPUT, outputFile } from "./files.ts";
import { checkoutScript } from "./checkout.ts";
import { conditional, stepTests } from "./step-conditions.ts";
import { assignments, eventScript, printSecret } from "./values.ts";

/** The script of a job that runs in its own image: one process a step, since GitLab itself would run all in one shell. */
export function nativeScript(job: ScriptJob, graph: StageGraph): readonly string[] {
  return [
    ...stepTests(job),
    ...preamble(job, graph),
    ...job.services.flatMap((service) => waitFor(service, service.name) ?? []),
    ...checkoutScript(job),
    ...takingStart(job),
    ...flow(job, (step) => withSecretFiles({ ...job.env, ...step.env }, stepCommand(job, step, graph), printSecret)),
    ...outputs(job, `"$WAYBILL_OUTPUT"`),
  ];
}

/** The commands of all steps, each where its condition holds and it is its turn. */
export function flow(
  job: ScriptJob,
  process: (step: Step, index: number) => string,
  within?: StepFiles["within"],
): readonly string[] {
  const files = { base: OUTPUT, summary: showSummary(within), ...(within && { within }) };
  const command = (step: Step, index: number) => readingFiles({ ...files, step, index }, process(step, index));
  const outcomeOf = ({ id }: Step) => (readsOutcome(job, id) ? outcomeVariable(id!) : undefined);
  const start = stepValuesStart(job, OUTPUT);
  if (!hasFlow(job)) {
    const commands = job.steps.map((step, index) =>
      conditional(step, index, succeeded(command(step, index), outcomeOf(step))),
    );
    return [...start, ...commands];
  }
  const commands = job.steps.map((step, index) =>
    inTurn(step, index, conditional(step, index, kept(step, command(step, index), outcomeOf(step)))),
  );
  return [...start, flowStart, ...commands, flowEnd()];
}

/** What comes before steps that take what others have handed on. */
export const takingStart = (job: ScriptJob): readonly string[] => [
  ...handedStart(job),
  ...(job.steps.some((_, index) => takes(job, index)) ? [takeStart] : []),
];

/** Prints a step's summary, in a section that the page of the job shows closed (docs: ci/jobs/job_logs, custom collapsible sections). */
const showSummary =
  (within: StepFiles["within"]): StepFiles["summary"] =>
  ({ name }, index) => {
    const file = fileOf("summary", index);
    const section = `waybill_summary_${index + 1}`;
    const fetch = within ? `${within(`cat ${file}`)} > ${file} 2> /dev/null || true\n` : "";
    return `${fetch}if [ -s ${file} ]; then
  printf '\\033[0Ksection_start:%s:${section}[collapsed=true]\\r\\033[0K%s\\n' "$(date +%s)" ${shellWord(`Summary of ${name}`)}
  cat ${file}
  printf '\\n\\033[0Ksection_end:%s:${section}\\r\\033[0K\\n' "$(date +%s)"
fi`;
  };

function stepCommand(job: ScriptJob, step: Step, graph: StageGraph): string {
  const folder = step.workingDirectory ?? job.workingDirectory;
  const index = job.steps.indexOf(step);
  const output = step.outputs ? [`WAYBILL_OUTPUT=${stepOutputFile(OUTPUT, step)}`] : [];
  const words = [...assignments(step.env, graph), ...output, ...fileWords(step, index)];
  const taken = takeWords(job, index);
  const process = { ...job, ...(step.timeout && { limit: step.timeout }) };
  if (!folder) return command(words, `${taken}${processOf(step.run, process)}`);
  const enter = `cd ${shellWord(`./${folder}`)}`;
  // An entrypoint starts in the step's folder too.
  if (job.entrypoint) return `(${enter} &&\n${command(words, `${taken}${processOf(step.run, process)}`).trimEnd()})\n`;
  return command(words, `${taken}${processOf(step.run, process, enter)}`);
}

/** What all steps share: the job's own environment, and where outputs go. */
export function preamble(job: ScriptJob, graph: StageGraph): readonly string[] {
  const words = assignments(job.env, graph);
  return [
    ...eventLines(job),
    ...(sharedOutputs(job).length ? [`export WAYBILL_OUTPUT=${OUTPUT} && : > ${OUTPUT}`] : []),
    ...(words.length ? [`export ${words.join(" ")}`] : []),
  ];
}

export function eventLines(job: Parameters<typeof valuesOf>[0]): readonly string[] {
  return valuesOf(job).some((value) => value.kind === "run" && value.name === "event") ? [eventScript] : [];
}

/** A command with variables of its own, each on its line when there are several. */
export function command(words: readonly string[], process: string): string {
  const text = words.length <= 1 ? [...words, process].join(" ") : [...words, process].join(" \\\n");
  return text.includes("\n") ? `${text}\n` : text;
}

/** Keeps the last value of each declared output for the jobs that need it. */
export function outputs(job: ScriptJob, file: string): readonly string[] {
  if (job.outputs.length === 0) return [];
  const folder = shellWord(`.waybill/${job.id}`);
  const files = job.outputs.map((name) => shellWord(outputFile(job.id, name)));
  const keep = `printf '%s\\n' "$value" > ${folder}/"$name"`;
  const names = sharedOutputs(job);
  const read = names.length ? readOutputs({ names, file, keep, warning: "Warning: the output " }) : "";
  const ofSteps = Object.entries(job.outputsFrom ?? {}).map(
    ([name, from]) => `cat ${stepValueFile(OUTPUT, from)} > ${shellWord(outputFile(job.id, name))}\n`,
  );
  return [`mkdir -p ${folder}\n${files.map((file) => `: > ${file}\n`).join("")}${read}${ofSteps.join("")}`];
}
