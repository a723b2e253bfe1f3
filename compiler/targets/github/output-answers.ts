import type { YamlMap } from "../yaml.ts";
import type { OwnConditions } from "./condition.ts";
import type { OutputAnswer } from "./conditions/answers.ts";
import { expression } from "./values.ts";

/** What conditions of other jobs ask a job about its outputs, each thing once. */
export function answersOf(job: string, own: OwnConditions): readonly OutputAnswer[] {
  const all = [...own.values()].flatMap(({ answers = [] }) => answers.filter((one) => one.job === job));
  return [...new Map(all.map((one) => [one.output, one])).values()];
}

/** Compares what the job has put out, right after its outputs are read. */
export function withAnswers(steps: readonly YamlMap[], answers: readonly OutputAnswer[]): readonly YamlMap[] {
  if (answers.length === 0) return steps;
  const env = answers.map(({ variable, about }) => [variable, expression(`steps.outputs.outputs.${about}`)] as const);
  const lines = answers.map(
    ({ test, output }) => `if ${test}; then echo ${output}=true; else echo ${output}=false; fi >> "$GITHUB_OUTPUT"\n`,
  );
  const step = { env: Object.fromEntries(env), run: lines.join("") };
  return steps.flatMap((one) =>
    one.id === "outputs" ? [one, { name: "Compare outputs", id: "answers", if: one.if, ...step }] : [one],
  );
}

/** The answers as outputs of the job. */
export function answerOutputs(answers: readonly OutputAnswer[]): YamlMap {
  return Object.fromEntries(
    answers.map(({ output }) => [output, expression(`steps.answers.outputs.${output}`)] as const),
  );
}
