import type { DeclaredInput, DeclaredTrigger } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { NUMBER } from "../graph/inputs.ts";
import type { ManualInput, Trigger } from "../graph/model/index.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf } from "./rules/choices.ts";
import { cron } from "./rules/cron.ts";
import { variableName } from "./rules/names.ts";
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
      return {
        kind: "manual",
        inputs: Object.fromEntries(
          Object.entries(trigger.inputs).map(([name, input]) => [
            checked(scope, "an input", name, variableName),
            lowerInput(scope, name, input),
          ]),
        ),
        location,
      };
  }
}

const number = (text: string) =>
  NUMBER.test(text)
    ? undefined
    : { is: "is no number that every provider writes alike", write: "one such as -2 or 0.5" };

function lowerInput(scope: Scope, name: string, input: DeclaredInput): ManualInput {
  const type = oneOf(scope, `inputs.${name}.type`, input.type, ["string", "number", "boolean", "choice"]);
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
    type,
    ...(input.description !== undefined && { description: input.description }),
    ...(initial !== undefined && { default: initial }),
    ...(type === "choice" && { options: options ?? [] }),
  };
}
