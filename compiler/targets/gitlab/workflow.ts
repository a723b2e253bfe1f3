import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { and, isEvent, isSet as isSetTo, not, or } from "../../expr/build.ts";
import { satisfiable } from "../../expr/decide.ts";
import { ALWAYS, type Expr, type Variable } from "../../expr/model.ts";
import { askingTriggers, declaredInputs, NUMBER } from "../../graph/inputs.ts";
import type { ManualInput, StageGraph, Trigger } from "../../graph/model/index.ts";
import { triggerCondition } from "../triggers.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { autoCancel } from "./control.ts";
import { rules } from "./rules.ts";
import { inputVariable } from "./values.ts";

/** `workflow: rules`: what starts a pipeline. Nothing else does. */
export function workflow(graph: StageGraph): {
  readonly workflow: YamlMap;
  readonly diagnostics: readonly Diagnostic[];
} {
  const made = graph.triggers.map((trigger) => {
    const owner = { name: `the ${trigger.kind} trigger`, location: trigger.location };
    const found = rules(triggerCondition(trigger), owner, "workflow");
    return trigger.kind === "pullRequest" ? { ...found, rules: found.rules.map(cancelled) } : found;
  });
  const unfit = misfits(graph.triggers);
  return {
    workflow: {
      name: graph.name,
      auto_cancel: autoCancel.standard,
      rules: [...doubled(graph.triggers), ...unfit.rules, ...made.flatMap((one) => one.rules)],
    },
    diagnostics: [...unfit.diagnostics, ...made.flatMap((one) => one.diagnostics), ...schedules(graph.triggers)],
  };
}

function cancelled(rule: YamlMap): YamlMap {
  return rule.when === "never" ? rule : { ...rule, auto_cancel: autoCancel.pullRequest };
}

/**
 * A push to a branch with an open merge request would start two pipelines of the same commit. The merge request's is the one
 * kept, but on protected branches: what is deployed from there waits for a push.
 */
function doubled(triggers: readonly Trigger[]): readonly Yaml[] {
  const both = ["push", "pullRequest"].every((kind) => triggers.some((trigger) => trigger.kind === kind));
  if (!both) return [];
  const twice = [
    '$CI_PIPELINE_SOURCE == "push"',
    isSet("$CI_COMMIT_BRANCH"),
    isSet("$CI_OPEN_MERGE_REQUESTS"),
    '$CI_COMMIT_REF_PROTECTED != "true"',
  ];
  return [{ if: twice.join(" && "), when: "never" }];
}

/** GitLab takes any text for a variable. No pipeline starts with one that its input does not take. */
function misfits(triggers: readonly Trigger[]): ReturnType<typeof rules> {
  const found = askingTriggers(triggers).flatMap(({ kind, inputs, location }) =>
    Object.entries<ManualInput>(inputs).flatMap(([name, input]) => {
      const misfit = and(isEvent(kind), isMisfit(name, input, kind));
      return satisfiable(misfit) ? [rules(misfit, { name: `the input ${name}`, location }, "never")] : [];
    }),
  );
  return { rules: found.flatMap((one) => one.rules), diagnostics: found.flatMap((one) => one.diagnostics) };
}

/** A person may leave an input empty that has no default; a caller has to give it. */
function isMisfit(name: string, input: ManualInput, kind: "manual" | "call"): Expr {
  const variable: Variable = { kind: "vars", name: inputVariable(name) };
  const given = isSetTo(variable);
  if (input.default === undefined && kind === "call") return or(not(given), not(fits(variable, input)));
  return and(input.default === undefined ? given : ALWAYS, not(fits(variable, input)));
}

function fits(variable: Variable, { type, options = [] }: ManualInput): Expr {
  const like = (pattern: string): Expr => ({ op: "matches", variable, pattern, flags: "" });
  if (type === "string") return ALWAYS;
  if (type === "number") return like(NUMBER.source);
  const choices = type === "boolean" ? ["true", "false"] : options;
  return like(`^(?:${choices.map((one) => one.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})$`);
}

const isSet = (name: string) => `${name} != null && ${name} != ""`;

function schedules(triggers: readonly Trigger[]): readonly Diagnostic[] {
  return triggers.flatMap((trigger) =>
    trigger.kind === "schedule" ? [diagnostic("WB3010", { cron: trigger.cron }, { at: trigger.location })] : [],
  );
}

/** For the file's header: what the file cannot say. */
export function scheduleNotes(triggers: readonly Trigger[]): readonly string[] {
  const crons = triggers.flatMap((trigger) => (trigger.kind === "schedule" ? [trigger.cron] : []));
  return crons.map(
    (cron) => `GitLab keeps schedules in the project (Build > Pipeline schedules). Needed there, in UTC: ${cron}`,
  );
}

/** Inputs of a pipeline: GitLab's form shows variables that have a description. What a caller gives is stronger than these. */
export function inputs(triggers: readonly Trigger[]): YamlMap {
  const called = Object.entries(declaredInputs(triggers, "call"));
  const byHand = Object.entries(declaredInputs(triggers, "manual"));
  return Object.fromEntries([
    ...called.map(([name, input]) => [inputVariable(name), input.default ?? ""]),
    ...byHand.map(([name, input]) => [inputVariable(name), field(name, input)]),
  ]);
}

function field(name: string, input: ManualInput): Yaml {
  const value = input.default ?? "";
  const choices =
    input.type === "boolean" ? ["true", "false"] : input.type === "choice" ? (input.options ?? []) : undefined;
  return {
    description: input.description ?? name,
    value,
    // GitLab wants the value among the options, and an input without a default is empty.
    options: choices && (choices.includes(value) ? choices : [value, ...choices]),
  };
}
