import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { declaredInputs } from "../../graph/inputs.ts";
import type { ManualInput, StageGraph } from "../../graph/model/index.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { CHOICE, isChosen, type Project } from "./project-triggers.ts";
import { inputVariable } from "./input-variable.ts";

/** Inputs as variables: GitLab's form shows those that have a description. What a caller gives is stronger than these. */
export function inputs(project: Project): YamlMap {
  const of = (kind: "call" | "manual") =>
    project.flatMap((graph) => Object.entries(declaredInputs(graph.triggers, kind)));
  return Object.fromEntries([
    ...choice(project),
    ...of("call").map(([name, input]) => [inputVariable(name), given(input.default ?? "")]),
    ...of("manual").map(([name, input]) => [inputVariable(name), field(input.description ?? name, input)]),
  ]);
}

/** Nothing is chosen unless a person does, so that no form that is only confirmed starts a deploy. */
function choice(project: Project): readonly (readonly [string, Yaml])[] {
  if (!isChosen("manual", project)) return [];
  const options = project.flatMap((graph) =>
    graph.triggers.some(({ kind }) => kind === "manual") ? [graph.name] : [],
  );
  return [[CHOICE, field("The pipeline to run", { type: "choice", options })]];
}

/** GitLab puts the values of other variables into a default, unless it is told not to: docs.gitlab.com/ci/yaml, `variables:expand`. */
const raw = (value: string): YamlMap => (value.includes("$") ? { expand: false } : {});
const given = (value: string): Yaml => (value.includes("$") ? { value, ...raw(value) } : value);

function field(description: string, input: ManualInput): Yaml {
  const value = input.default ?? "";
  const choices =
    input.type === "boolean" ? ["true", "false"] : input.type === "choice" ? (input.options ?? []) : undefined;
  return {
    description,
    value,
    ...raw(value),
    // GitLab wants the value among the options, and an input without a default is empty.
    options: choices && (choices.includes(value) ? choices : [value, ...choices]),
  };
}

/** Pipelines of one project share its variables: inputs that are called alike have to be alike. */
export function inputProblems(project: Project): readonly Diagnostic[] {
  const known = new Map<string, { readonly graph: StageGraph; readonly key: string }>();
  return project.flatMap((graph) =>
    Object.entries(declaredInputs(graph.triggers)).flatMap(([name, { description: _, ...input }]) => {
      const own = { graph, key: JSON.stringify([input.type, input.default, input.options]) };
      const first = known.get(inputVariable(name)) ?? own;
      known.set(inputVariable(name), first);
      if (first.key === own.key) return [];
      const related = [{ message: `${first.graph.name} is here`, at: first.graph.location }];
      const values = { input: name, one: first.graph.name, other: graph.name, variable: inputVariable(name) };
      return [diagnostic("WB3121", values, { at: graph.location, related })];
    }),
  );
}
