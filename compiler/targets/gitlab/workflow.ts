import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { declaredInputs, NUMBER } from "../../graph/inputs.ts";
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
  return {
    workflow: {
      name: graph.name,
      auto_cancel: autoCancel.standard,
      rules: [...doubled(graph.triggers), ...misfits(graph.triggers), ...made.flatMap((one) => one.rules)],
    },
    diagnostics: [...made.flatMap((one) => one.diagnostics), ...schedules(graph.triggers)],
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

/** GitLab's form takes any text for a variable. No pipeline starts with one that is no number. */
function misfits(triggers: readonly Trigger[]): readonly Yaml[] {
  return Object.entries(declaredInputs(triggers)).flatMap(([name, input]) => {
    if (input.type !== "number") return [];
    const variable = `$${inputVariable(name)}`;
    // One without a default may be left empty.
    const given = input.default === undefined ? [isSet(variable)] : [];
    const terms = ['$CI_PIPELINE_SOURCE == "web"', ...given, `${variable} !~ /${NUMBER.source}/`];
    return [{ if: terms.join(" && "), when: "never" }];
  });
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

/** Inputs of a pipeline started by hand: GitLab's form shows variables that have a description. */
export function inputs(triggers: readonly Trigger[]): YamlMap {
  return Object.fromEntries(
    Object.entries(declaredInputs(triggers)).map(([name, input]) => [inputVariable(name), field(name, input)]),
  );
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
