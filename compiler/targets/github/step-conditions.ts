import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { type GitHubCondition, type PlanAtom, printGitHub } from "./conditions/print.ts";
import { stepConditionPlace } from "../../graph/condition-place.ts";
import type { Job, ScriptJob, StageGraph, Step } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { knownRuns } from "./conditions/run-facts.ts";
import { onlyIf } from "./steps.ts";
import { expression, grouped } from "./values.ts";

type Printed = Exclude<GitHubCondition, { refused: string }>;

/**
 * The author's steps, each under its own condition: natively, and where GitHub's expressions are not exact, by a test in a
 * step before them all. What that finds is the condition itself, so a step is passed over and nothing has to fail.
 */
export function conditionalSteps(job: ScriptJob, steps: readonly YamlMap[], graph: StageGraph): readonly YamlMap[] {
  const texts = conditionTexts(job, graph);
  return steps.map((step, index) => {
    const text = texts[index];
    return text ? onlyIf(text, step) : step;
  });
}

/** Each step's condition as GitHub's expressions have it, once {@link conditionsStep} has run; undefined: it has none. */
export function conditionTexts(job: ScriptJob, graph: StageGraph): readonly (string | undefined)[] {
  return printed(job, graph).map((one, index) => one && textOf(one, index));
}

/** What has to be tested before the author's first step. */
export function conditionsStep(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  const guards = printed(job, graph).flatMap((one, index) => (one?.guard ? [{ guard: one.guard, index }] : []));
  if (guards.length === 0) return [];
  const env = guards.flatMap(({ guard }) => Object.entries(guard.env));
  const lines = guards.map(({ guard, index }) => {
    const answer = (value: boolean) => `echo ${nameOf(index)}=${value}`;
    return `if ${guard.test}; then ${answer(true)}; else ${answer(false)}; fi >> "$GITHUB_OUTPUT"\n`;
  });
  return [
    {
      name: "Conditions of steps",
      id: "conditions",
      env: Object.fromEntries(env.map(([name, text]) => [name, expression(text)])),
      run: lines.join(""),
    },
  ];
}

/** What the plan job has to compute for them. */
export function stepPlan(job: Job, graph: StageGraph): readonly PlanAtom[] {
  return job.kind === "script" ? printed(job, graph).flatMap((one) => one?.plan ?? []) : [];
}

export function stepProblems(job: ScriptJob, graph: StageGraph): readonly Diagnostic[] {
  return job.steps.flatMap((step) => {
    const one = print(step, graph);
    if (!one || !("refused" in one)) return [];
    const values = { job: job.id, step: JSON.stringify(step.name), target: "GitHub", reason: one.refused };
    return [diagnostic("WB3080", values, stepConditionPlace(step))];
  });
}

/** What is refused has been told of. */
function printed(job: ScriptJob, graph: StageGraph): readonly (Printed | undefined)[] {
  return job.steps.map((step) => {
    const one = print(step, graph);
    return one && !("refused" in one) ? one : undefined;
  });
}

function print({ when }: Step, graph: StageGraph): GitHubCondition | undefined {
  const printed = when && printGitHub(when, { runs: knownRuns(graph) });
  if (!printed || "refused" in printed || !printed.guard) return printed;
  // What is compared exactly before the first step cannot hang on one of them.
  const early = Object.values(printed.guard.env).every((value) => !value.startsWith("steps."));
  return early ? printed : { refused: MIXED };
}

const MIXED =
  "it asks an earlier step or else compares strings that GitHub compares without regard to case; join the two with && or use two steps";

function textOf({ native, guard }: Printed, index: number): string {
  if (!guard) return grouped(native);
  const exact = `steps.conditions.outputs.${nameOf(index)} == 'true'`;
  return native === "true" ? exact : `${grouped(native)} && ${exact}`;
}

const nameOf = (index: number) => `step_${index + 1}`;
