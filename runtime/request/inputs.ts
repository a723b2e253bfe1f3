import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Event } from "../../compiler/expr/model.ts";
import { askingTriggers, declaredInputs, NUMBER } from "../../compiler/graph/inputs.ts";
import type { ManualInput, StageGraph } from "../../compiler/graph/model/index.ts";

type Given = Readonly<Record<string, string>>;

/** What a kind of input takes: in words, and one value that it would. */
interface Kind {
  readonly wanted: (input: ManualInput) => string;
  readonly example: (input: ManualInput) => string;
  readonly takes: (value: string, input: ManualInput) => boolean;
}

const KINDS: Readonly<Record<ManualInput["type"], Kind>> = {
  string: { wanted: () => "any text", example: () => "text", takes: () => true },
  number: {
    wanted: () => "a number such as -2 or 0.5, without an exponent or needless zeros",
    example: () => "1",
    takes: (value) => NUMBER.test(value),
  },
  boolean: {
    wanted: () => "true or false",
    example: () => "true",
    takes: (value) => value === "true" || value === "false",
  },
  choice: {
    wanted: ({ options = [] }) => `one of ${options.join(", ")}`,
    example: ({ options = [] }) => options[0] ?? "",
    takes: (value, { options = [] }) => options.includes(value),
  },
};

/** The inputs of a run: what was given, else what the pipeline states. */
export function inputsOf(graph: StageGraph, given: Given = {}): Given {
  const defaults = Object.entries(declaredInputs(graph.triggers)).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/** A complaint for each input that is unknown, wrong or missing, or one that there can be none on this event. */
export function inputProblems(graph: StageGraph, event: Event, given: Given): readonly Diagnostic[] {
  const asking = askingTriggers(graph.triggers);
  const trigger = asking.find(({ kind }) => kind === event);
  const declared = Object.entries<ManualInput>(trigger?.inputs ?? {});
  const place = { at: (trigger ?? asking[0])?.location };
  if (event !== "manual" && event !== "call") {
    const instead = asking.map(({ kind }) => `add --event ${kind}, or `).join("");
    return Object.keys(given).length === 0 ? [] : [diagnostic("WB4053", { event, instead }, place)];
  }
  const names = declared.map(([name]) => name);
  const choices =
    names.length > 0 ? `choose one of: ${names.join(", ")}` : "remove --input: the pipeline declares no inputs";
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  return [
    ...unknown.map((name) => diagnostic("WB4050", { name, choices }, place)),
    ...declared.flatMap(([name, input]) => {
      const kind = KINDS[input.type];
      const [wanted, value] = [kind.wanted(input), Object.hasOwn(given, name) ? given[name] : input.default];
      if (value === undefined) return [diagnostic("WB4052", { name, wanted }, place)];
      if (kind.takes(value, input)) return [];
      const shown = { name, value: JSON.stringify(value), wanted, example: kind.example(input) };
      return [diagnostic("WB4051", shown, place)];
    }),
  ];
}
