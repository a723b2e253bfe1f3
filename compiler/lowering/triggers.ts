import type { DeclaredInput, DeclaredTrigger } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { askingTriggers, NUMBER } from "../graph/inputs.ts";
import type { ManualInput, Trigger } from "../graph/model/index.ts";
import { checked, type Report, type Scope } from "./report.ts";
import { oneOf } from "./rules/choices.ts";
import { cron } from "./rules/cron.ts";
import { inputName } from "./rules/names.ts";
import { glob, pattern, tidy } from "./rules/paths.ts";

export function lowerTrigger(outer: Scope, trigger: DeclaredTrigger<Location>): Trigger {
  const scope: Scope = { ...outer, at: trigger.at, owner: `trigger ${trigger.kind}` };
  const location = trigger.at;
  const names = <K extends string>(key: K, list: readonly string[] | undefined) =>
    list && ({ [key]: list.map((one) => checked(scope, key, one, pattern)) } as Record<K, string[]>);
  const paths = (list: readonly string[] | undefined) =>
    list && { paths: list.map((one) => tidy(checked(scope, "paths", one, glob))) };
  switch (trigger.kind) {
    case "push":
      return {
        kind: "push",
        ...names("branches", trigger.branches),
        ...names("tags", trigger.tags),
        ...paths(trigger.paths),
        location,
      };
    case "pullRequest":
      return { kind: "pullRequest", ...names("targets", trigger.targets), ...paths(trigger.paths), location };
    case "schedule":
      return { kind: "schedule", cron: checked(scope, "the time table", trigger.cron, cron).trim(), location };
    case "manual":
      return { kind: "manual", inputs: lowerInputs(scope, trigger.inputs, [...VALUES, "choice"]), location };
    case "call":
      return { kind: "call", inputs: lowerInputs(scope, trigger.inputs, VALUES), location };
  }
}

const VALUES = ["string", "number", "boolean"] as const;

/** @param types - Those that the trigger can take. */
function lowerInputs<T extends ManualInput["type"]>(
  scope: Scope,
  inputs: Readonly<Record<string, DeclaredInput>>,
  types: readonly [T, ...T[]],
) {
  const lower = (name: string, input: DeclaredInput) => {
    const type = oneOf(scope, `inputs.${name}.type`, input.type, types);
    return [checked(scope, "an input", name, inputName), { ...lowerInput(scope, name, { ...input, type }), type }];
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => lower(name, input)));
}

/** An input that is asked for by hand and of a caller is one, whoever gives it. */
export function checkInputs(report: Report, triggers: readonly Trigger[]): void {
  const known = new Map<string, { readonly text: string; readonly at: Location }>();
  for (const trigger of askingTriggers(triggers)) {
    for (const [input, { description: _, ...meant }] of Object.entries(trigger.inputs)) {
      const [text, at] = [JSON.stringify(meant), trigger.location];
      const first = known.get(input) ?? { text, at };
      known.set(input, first);
      const related = [{ message: "the first is here", at: first.at }];
      if (first.text !== text) report.add("WB2222", { input }, { at, related });
    }
  }
}

const number = (text: string) =>
  NUMBER.test(text)
    ? undefined
    : { is: "is no number that every provider writes alike", write: "one such as -2 or 0.5" };

function lowerInput(
  scope: Scope,
  name: string,
  { type, ...input }: DeclaredInput & Pick<ManualInput, "type">,
): Omit<ManualInput, "type"> {
  const options = type === "choice" ? (input.options ?? []) : type === "boolean" ? ["true", "false"] : undefined;
  const initial = input.default;
  if (type === "choice" && options?.length === 0) {
    checked(scope, `inputs.${name}.options`, "", () => ({ is: "is empty", write: "at least one value to choose" }));
  }
  if (initial !== undefined && options && !options.includes(initial)) {
    checked(scope, `inputs.${name}.default`, initial, () => ({
      is: "is none of the choices",
      write: options.join(", "),
    }));
  }
  if (initial !== undefined && type === "number") checked(scope, `inputs.${name}.default`, initial, number);
  return {
    ...(input.description !== undefined && { description: input.description }),
    ...(initial !== undefined && { default: initial }),
    ...(type === "choice" && { options: options ?? [] }),
  };
}
