import type { Location } from "../diagnostics/index.ts";
import { parseCron } from "../graph/cron.ts";
import { askingTriggers, NUMBER } from "../graph/inputs.ts";
import { EVENTS } from "../expr/events.ts";
import type { ManualInput, ProviderEvent, Trigger } from "../graph/model/index.ts";
import { defined } from "../graph/model/defined.ts";
import { data } from "./gitlab-include.ts";
import { fieldOf, kindOf, type Nodes, nodeOf, placeOf, type Written } from "./nodes.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { cron } from "./rules/cron.ts";
import { eventType, inputName, pipelineName } from "./rules/names.ts";
import { filterGlob, filterGlobs, glob, refPattern, refPatterns, writtenOut } from "./rules/paths.ts";
import { type Report, validate } from "./scope.ts";

const KINDS = ["push", "pullRequest", "schedule", "manual", "call", "event"] as const;

/** The triggers of a pipeline, in the author's order. */
export function readTriggers(pipeline: Reader): readonly Trigger[] {
  return pipeline.list("on").flatMap((element) => readTrigger(pipeline, element) ?? []);
}

/** Names of the inputs that the triggers of a pipeline ask for, before anything is judged. */
export function inputNames(nodes: Nodes, on: readonly Element[]): readonly string[] {
  return on.flatMap(({ value }) => {
    const inputs = fieldOf(fieldOf(nodeOf(nodes, value, "manual", "call"), "options"), "inputs");
    return typeof inputs === "object" && inputs !== null ? Object.keys(inputs) : [];
  });
}

function readTrigger(pipeline: Reader, { value, field }: Element): Trigger | undefined {
  const node = nodeOf(pipeline.scope.walk.nodes, value, ...KINDS);
  if (!node) {
    pipeline.misuse(field, "a trigger: push, pullRequest, schedule, manual or call", value);
    return undefined;
  }
  const kind = kindOf(node) as (typeof KINDS)[number];
  const location = placeOf(fieldOf(node, "at")) ?? pipeline.scope.at;
  const scope = { ...pipeline.scope, at: location, owner: `trigger ${kind}` };
  const from = reader(scope, fieldOf(node, "options"));
  const paths = () => readPaths(from);
  switch (kind) {
    case "push": {
      const [branches, tags] = [readPatterns(from, "branches"), readPatterns(from, "tags")];
      return { kind, ...defined({ branches, tags, paths: paths() }), location };
    }
    case "pullRequest":
      return {
        kind,
        ...defined({ targets: readPatterns(from, "targets"), paths: paths(), types: readTypes(from) }),
        location,
      };
    case "event": {
      const event = from.choice("event", PROVIDER_EVENTS) as ProviderEvent;
      const only = from.has("only") ? from.choice("only", ["github", "gitlab"]) : undefined;
      const pipelines = from.optionalTexts("pipelines", pipelineName);
      return { kind, event, ...defined({ types: readTypes(from), pipelines, only }), location };
    }
    case "schedule":
      return { kind, cron: portableCron(from.text("cron", cron, "the time table")), location };
    case "manual":
      return { kind, inputs: readInputs(from, [...VALUES, "choice"]), location };
    case "call":
      return { kind, inputs: readInputs(from, VALUES), location };
  }
}

const PROVIDER_EVENTS = EVENTS.filter(
  (event) => !["push", "pullRequest", "schedule", "manual", "call", "pullRequestTarget"].includes(event),
) as unknown as readonly [string, ...string[]];

const readTypes = (from: Reader): readonly string[] | undefined => from.optionalTexts("types", eventType);

/** Patterns of branches or tags. */
function readPatterns(from: Reader, name: string): readonly string[] | undefined {
  const patterns = from.optionalTexts(name, refPattern);
  if (patterns) validate(from.scope, from.field(name), JSON.stringify(patterns), refPatterns);
  return patterns;
}

/** `paths` and `ignorePaths` as one list: every file counts but those to ignore. */
function readPaths(from: Reader): readonly string[] | undefined {
  const paths = from.optionalTexts("paths", filterGlob)?.flatMap(writtenOut);
  const ignored = from.optionalTexts("ignorePaths", glob)?.flatMap(writtenOut);
  if (paths) validate(from.scope, from.field("paths"), JSON.stringify(paths), filterGlobs);
  if (!ignored) return paths;
  return [...(paths ?? ["**"]), ...ignored.map((glob) => `!${glob}`)];
}

function portableCron(text: string): string {
  const table = parseCron(text);
  return "problem" in table ? text : table.cron;
}

const VALUES = ["string", "number", "boolean"] as const;

/** @param types - Those that the trigger can take. */
function readInputs<T extends ManualInput["type"]>(from: Reader, types: readonly [T, ...T[]]) {
  const inputs = from.inner("inputs");
  return Object.fromEntries(
    from.entries("inputs").map(([name]) => {
      const input = inputs.inner(name);
      const type = input.has("type") ? input.choice("type", types) : missingType(input, types[0]);
      validate(from.scope, "an input", name, inputName);
      return [name, { ...readInput(input, type), type }];
    }),
  );
}

function missingType<T>(input: Reader, standard: T): T {
  input.text("type");
  return standard;
}

const number = (text: string) =>
  NUMBER.test(text)
    ? undefined
    : { problem: "is not a number that every provider writes in the same way", expected: "one such as -2 or 0.5" };

function readInput(from: Reader, type: ManualInput["type"]): Omit<ManualInput, "type"> {
  const description = from.optionalText("description", data);
  const initial = readDefault(from, from.get("default"));
  const choices = type === "choice" ? from.texts("options", data) : type === "boolean" ? ["true", "false"] : undefined;
  const refuse = (name: string, value: string, problem: string, expected: string) =>
    validate(from.scope, from.field(name), value, () => ({ problem, expected }));
  if (type === "choice" && choices?.length === 0) {
    refuse("options", "", "is empty", "at least one value to choose");
  }
  if (initial !== undefined && choices && !choices.includes(initial)) {
    refuse("default", initial, "is none of the choices", choices.join(", "));
  }
  if (initial !== undefined && type === "number") validate(from.scope, from.field("default"), initial, number);
  const required = from.has("required") ? from.flag("required") : undefined;
  return defined({ description, default: initial, required, options: type === "choice" ? (choices ?? []) : undefined });
}

/** As text, whatever its type. */
const readDefault = (from: Reader, value: Written | undefined): string | undefined =>
  typeof value === "boolean" || typeof value === "number" ? String(value) : from.optionalText("default", data);

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
