import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { and, isSet, not, or } from "../../expr/build.ts";
import { satisfiable } from "../../expr/decide.ts";
import { ALWAYS, type Expr, NEVER, type Variable } from "../../expr/model.ts";
import { escapeRegex } from "../../expr/regex/escape.ts";
import { askingTriggers, NUMBER } from "../../graph/inputs.ts";
import type { ManualInput, StageGraph, Trigger } from "../../graph/model/index.ts";
import { startedRuns } from "../../graph/trigger-condition.ts";
import type { YamlMap } from "../yaml.ts";
import { AUTO_CANCEL } from "./control.ts";
import { isFor, triggerProblems } from "../provider-triggers.ts";
import { gitlab } from "./provider.ts";
import { rules } from "./rules.ts";
import { gitlabFacts } from "./run-facts.ts";
import { CHOICE, droppedPushes, isChosen, type Project, startOf } from "./project-triggers.ts";
import { inputVariable } from "./input-variable.ts";

/** `workflow: rules`: what starts a pipeline. Nothing else does. */
export function workflow(project: Project): {
  readonly workflow: YamlMap;
  readonly diagnostics: readonly Diagnostic[];
} {
  const started = project.flatMap((graph) =>
    graph.triggers
      .filter((trigger) => isFor(trigger, "gitlab", gitlab))
      .map((trigger) => {
        const owner = { name: `the ${trigger.kind} trigger`, location: trigger.location };
        return rules(gitlabFacts(startOf(trigger, graph, project), startedRuns(graph)), owner, "workflow");
      }),
  );
  const kept = [...doubled(project), ...project.flatMap((graph) => misfits(graph, project))];
  return {
    workflow: {
      name: project.length === 1 ? project[0]!.name : undefined,
      auto_cancel: project.some(({ cancelSuperseded }) => cancelSuperseded) ? AUTO_CANCEL : undefined,
      rules: distinct([...kept, ...started].flatMap((one) => one.rules)),
    },
    diagnostics: [
      ...[...kept, ...started].flatMap((one) => one.diagnostics),
      ...project.flatMap((one) => schedules(one, project)),
      ...project.flatMap((one) => triggerProblems(one, "gitlab", gitlab)),
      ...project.flatMap(({ triggers }) => triggers.flatMap(typeProblems)),
    ],
  };
}

/** What GitLab starts a pipeline of a merge request on. */
const STARTING: readonly string[] = ["opened", "synchronize", "reopened"];

function typeProblems(trigger: Trigger): readonly Diagnostic[] {
  if (trigger.kind !== "pullRequest" || !trigger.types) return [];
  const { types, location } = trigger;
  const further = types.filter((type) => !STARTING.includes(type)).join(", ");
  if (!STARTING.every((type) => types.includes(type))) {
    return [diagnostic("WB3172", { types: types.join(", ") }, { at: location })];
  }
  return further === "" ? [] : [diagnostic("WB3173", { types: further }, { at: location })];
}

type Rules = ReturnType<typeof rules>;

/** Pipelines may have the same triggers. */
const distinct = (all: readonly YamlMap[]) => [...new Map(all.map((rule) => [JSON.stringify(rule), rule])).values()];

function doubled(project: Project): readonly Rules[] {
  const [first] = project;
  const dropped = droppedPushes(project);
  if (!first || dropped === NEVER) return [];
  return [rules(dropped, { name: `the pipeline ${first.name}`, location: first.location }, "never")];
}

/** GitLab takes any text for a variable. No pipeline starts with one that its input does not take. */
function misfits(graph: StageGraph, project: Project): readonly Rules[] {
  return askingTriggers(graph.triggers).flatMap((trigger) =>
    Object.entries<ManualInput>(trigger.inputs).flatMap(([name, input]) => {
      const misfit = and(startOf(trigger, graph, project), isMisfit(name, input, trigger.kind));
      const owner = { name: `the input ${name}`, location: trigger.location };
      return satisfiable(misfit) ? [rules(misfit, owner, "never")] : [];
    }),
  );
}

/** An input without a default has to be given; but a person may have no text to give. */
function isMisfit(name: string, input: ManualInput, kind: "manual" | "call"): Expr {
  const variable: Variable = { kind: "vars", name: inputVariable(name) };
  const misfit = not(fits(variable, input));
  return input.default === undefined && kind === "call" ? or(not(isSet(variable)), misfit) : misfit;
}

function fits(variable: Variable, { type, options = [] }: ManualInput): Expr {
  const like = (pattern: string): Expr => ({ op: "matches", variable, pattern, flags: "" });
  if (type === "string") return ALWAYS;
  if (type === "number") return like(NUMBER.source);
  const choices = type === "boolean" ? ["true", "false"] : options;
  return like(`^(?:${choices.map(escapeRegex).join("|")})$`);
}

function schedules(graph: StageGraph, project: Project): readonly Diagnostic[] {
  const told = isChosen("schedule", project) ? ` and the variable ${CHOICE} = ${graph.name}` : "";
  return graph.triggers.flatMap((trigger) =>
    trigger.kind === "schedule" ? [diagnostic("WB3010", { cron: trigger.cron, told }, { at: trigger.location })] : [],
  );
}

/** For the file's header: what the file cannot say. */
export function scheduleNotes(project: Project): readonly string[] {
  const told = ({ name }: StageGraph) => (isChosen("schedule", project) ? ` with ${CHOICE} = ${name}` : "");
  const crons = project.flatMap((graph) =>
    graph.triggers.flatMap((trigger) => (trigger.kind === "schedule" ? [`${trigger.cron}${told(graph)}`] : [])),
  );
  return crons.map(
    (cron) => `GitLab keeps schedules in the project (Build > Pipeline schedules). Needed there, in UTC: ${cron}`,
  );
}
