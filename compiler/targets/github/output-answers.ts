import type { Job, ScriptJob } from "../../graph/model/index.ts";
import { sharedOutputs } from "../../graph/step-values.ts";
import type { YamlMap } from "../yaml.ts";
import { afterAllowed } from "./allowed-exit-codes.ts";
import type { OwnConditions } from "./condition.ts";
import type { OutputAnswer } from "./conditions/answers.ts";
import { expression } from "./values.ts";

/** What conditions of other jobs ask a job about its outputs, each thing once. */
export function answersOf(job: string, own: OwnConditions): readonly OutputAnswer[] {
  const all = [...own.values()].flatMap(({ answers = [] }) => answers.filter((one) => one.job === job));
  return [...new Map(all.map((one) => [one.output, one])).values()];
}

/** Compares what the job has put out, right after its outputs are read. */
export function withAnswers(job: Job, steps: readonly YamlMap[], answers: readonly OutputAnswer[]): readonly YamlMap[] {
  if (answers.length === 0 || job.kind !== "script") return steps;
  const env = answers.map(({ variable, about }) => [variable, outputExpression(job, about)] as const);
  const lines = answers.map(
    ({ test, output }) => `if ${test}; then echo ${output}=true; else echo ${output}=false; fi >> "$GITHUB_OUTPUT"\n`,
  );
  const step = { name: "Compare outputs", id: "answers", env: Object.fromEntries(env), run: lines.join("") };
  // Where all outputs are those of steps, no step reads them, and the job ends with this one.
  if (sharedOutputs(job).length === 0) return [...steps, ...afterAllowed(job, [step])];
  return steps.flatMap((one) => {
    const { name, id, ...rest } = step;
    return one.id === "outputs" ? [one, { name, id, if: one.if, ...rest }] : [one];
  });
}

/** An output of a job, in one of its own steps. */
export function outputExpression({ outputsFrom }: ScriptJob, name: string): string {
  const from = outputsFrom?.[name] ?? { step: "outputs", name };
  return expression(`steps.${from.step}.outputs.${from.name}`);
}

/** The answers as outputs of the job. */
export function answerOutputs(answers: readonly OutputAnswer[]): YamlMap {
  return Object.fromEntries(
    answers.map(({ output }) => [output, expression(`steps.answers.outputs.${output}`)] as const),
  );
}
