import { globProblem, refListProblem } from "../../expr/index.ts";
import { parseCron } from "../../graph/cron.ts";
import { callOf, type ImportedTrigger, type Note, type Options, object, type Value } from "../model.ts";
import { entriesOf, memberOf, plain, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { asMap, asText, asTexts, entriesAt, textAt } from "./shape.ts";

export interface ReadTriggers {
  readonly triggers: readonly ImportedTrigger[];
  readonly inputs: ReadonlyMap<string, "manual" | "call">;
  readonly notes: readonly Note[];
}

/** `on`: each event that the language has. An event or filter that it has not is a note. */
export function readTriggers(workflow: YamlMap): ReadTriggers {
  const notes: Note[] = [];
  const inputs = new Map<string, "manual" | "call">();
  const triggers = events(memberOf(workflow, "on")).flatMap((event): readonly ImportedTrigger[] => {
    const { key, value, keyAt, comments } = event;
    const options = asMap(value);
    const lost = (what: string) => {
      notes.push({ kind: "lost", at: keyAt, message: `the trigger ${what} is not carried over` });
    };
    const filters = (known: Readonly<Record<string, string>>): Options => {
      const read: Record<string, Value> = {};
      for (const entry of options ? entriesOf(options) : []) {
        const texts = asTexts(entry.value);
        const name = known[entry.key];
        if (name && texts && !filterProblem(entry.key, texts)) read[name] = texts;
        else lost(`\`${key}.${entry.key}\``);
      }
      return read;
    };
    const made = (name: string, read: Options): ImportedTrigger => ({
      value: Object.keys(read).length ? callOf(name, object(read)) : callOf(name),
      comments,
    });
    switch (key) {
      case "push":
        return [made("push", filters({ branches: "branches", tags: "tags", paths: "paths" }))];
      case "pull_request":
        return [made("pullRequest", filters({ branches: "targets", paths: "paths" }))];
      case "schedule":
        return schedules(value).flatMap((cron): readonly ImportedTrigger[] => {
          if (!("problem" in parseCron(cron))) return [{ value: callOf("schedule", cron), comments }];
          lost(`\`schedule\` at \`${cron}\``);
          return [];
        });
      case "workflow_dispatch":
      case "workflow_call": {
        const kind = key === "workflow_call" ? "call" : "manual";
        const read = entriesAt(options, "inputs").flatMap((input): readonly (readonly [string, Value])[] => {
          const one = readInput(input, kind);
          if (!one) lost(`\`${key}.inputs.${input.key}\``);
          else inputs.set(input.key, kind);
          return one ? [[input.key, one]] : [];
        });
        if (entriesAt(options, "outputs").length > 0) lost("`workflow_call.outputs`");
        const given = read.length ? [object({ inputs: object(Object.fromEntries(read)) })] : [];
        return [{ value: callOf(kind, ...given), comments, declares: kind }];
      }
      default:
        lost(`\`${key}\``);
        return [];
    }
  });
  return { triggers, inputs, notes };
}

function events(on: YamlNode | undefined): readonly YamlEntry[] {
  if (on?.kind === "map") return entriesOf(on);
  const items = on?.kind === "list" ? on.items : on ? [{ value: on, comments: [] }] : [];
  return items.flatMap(({ value, comments }) => {
    const key = asText(value);
    return key === undefined ? [] : [{ key, keyAt: value.at, value: { ...EMPTY, at: value.at }, comments }];
  });
}

const EMPTY = { kind: "scalar", value: null, text: "", quoted: false } as const;

/** Patterns mean the same in the language only where it reads them all. */
function filterProblem(key: string, texts: readonly string[]): string | undefined {
  if (texts.length === 0) return "empty";
  if (key !== "paths") return refListProblem(texts);
  return texts
    .map((text) => (/[?+[\]!{}]/.test(text) ? "pattern" : globProblem(text)))
    .find((one) => one !== undefined);
}

function schedules(node: YamlNode): readonly string[] {
  return node.kind === "list" ? node.items.flatMap(({ value }) => textAt(asMap(value), "cron") ?? []) : [];
}

function readInput({ key, value }: YamlEntry, kind: "manual" | "call"): Value | undefined {
  const map = asMap(value);
  const type = textAt(map, "type") ?? "string";
  const types = kind === "call" ? ["string", "number", "boolean"] : ["string", "number", "boolean", "choice"];
  if (!types.includes(type) || /^waybill_/i.test(key)) return undefined;
  const given = map && memberOf(map, "default");
  const initial = given && plain(given);
  const typed =
    initial === undefined || initial === null
      ? undefined
      : type === "boolean"
        ? initial === true || initial === "true"
        : type === "number"
          ? Number(initial)
          : String(asText(given) ?? "");
  const options = map && asTexts(memberOf(map, "options"));
  return object({ type, description: textAt(map, "description"), options, default: typed });
}
