import { refListProblem } from "../../expr/index.ts";
import { isGitHubEvent } from "../../expr/events.ts";
import { parseCron } from "../../graph/cron.ts";
import { callOf, type ImportedTrigger, type Options, object, type Value } from "../model.ts";
import { entriesOf, type Json, memberOf, plain, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { readPaths } from "./paths.ts";
import { asMap, asText, asTexts, entriesAt, textAt } from "./shape.ts";

export interface ReadTriggers {
  readonly triggers: readonly ImportedTrigger[];
  readonly inputs: ReadonlyMap<string, "manual" | "call">;
  /** Events that are kept as GitHub has them. */
  readonly native: Readonly<Record<string, Json>>;
}

/** `on`: each event that the language has, with all its filters; others are kept as they are. */
export function readTriggers(workflow: YamlMap, kept: ReadonlySet<string>): ReadTriggers {
  const native: Record<string, Json> = {};
  const inputs = new Map<string, "manual" | "call">();
  const triggers = events(memberOf(workflow, "on")).flatMap((event): readonly ImportedTrigger[] => {
    const foreign: string[] = [];
    const read = kept.has(event.key) ? [] : readEvent(event, (what) => foreign.push(what), inputs);
    if (read.length > 0 && foreign.length === 0) return read;
    native[event.key] = plain(event.value);
    for (const [name, kind] of inputs) if (kind === ASKED[event.key]) inputs.delete(name);
    return [];
  });
  return { triggers, inputs, native };
}

const ASKED: Readonly<Record<string, "manual" | "call">> = { workflow_dispatch: "manual", workflow_call: "call" };

/** @param lost - Called with what of the event the language does not have. */
function readEvent(
  event: YamlEntry,
  lost: (what: string) => void,
  inputs: Map<string, "manual" | "call">,
): readonly ImportedTrigger[] {
  const { key, value, comments } = event;
  const options = asMap(value);
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
      return [
        made("push", filters({ branches: "branches", tags: "tags", paths: "paths", "paths-ignore": "ignorePaths" })),
      ];
    case "pull_request":
      return [
        made(
          "pullRequest",
          filters({ types: "types", branches: "targets", paths: "paths", "paths-ignore": "ignorePaths" }),
        ),
      ];
    case "schedule":
      return schedules(value).flatMap((cron): readonly ImportedTrigger[] => {
        if (!("problem" in parseCron(cron))) return [{ value: callOf("schedule", cron), comments }];
        lost(`\`schedule\` at \`${cron}\``);
        return [];
      });
    case "workflow_dispatch": {
      const read = entriesAt(options, "inputs").flatMap((input): readonly (readonly [string, Value])[] => {
        const one = readInput(input, "manual");
        if (!one) lost(`\`${key}.inputs.${input.key}\``);
        else inputs.set(input.key, "manual");
        return one ? [[input.key, one]] : [];
      });
      const given = read.length ? [object({ inputs: object(Object.fromEntries(read)) })] : [];
      return [{ value: callOf("manual", ...given), comments, declares: "manual" }];
    }
    case "release":
      return [made("release", { ...filters({ types: "types" }), only: "github" })];
    case "merge_group":
      return [made("mergeQueue", withoutTypes(filters({ types: "types" })))];
    case "repository_dispatch":
      return [made("dispatch", filters({ types: "types" }))];
    case "workflow_run": {
      const { pipelines, ...options } = filters({ workflows: "pipelines", types: "types" });
      if (Array.isArray(pipelines) && pipelines.length > 0) {
        return [{ value: callOf("after", pipelines, object({ ...options, only: "github" })), comments }];
      }
      lost("`workflow_run`");
      return [];
    }
    default: {
      if (isGitHubEvent(key)) {
        const options = { ...filters({ types: "types" }), only: "github" };
        return [{ value: callOf("githubEvent", key, object(options)), comments }];
      }
      lost(`\`${key}\``);
      return [];
    }
  }
}

function events(on: YamlNode | undefined): readonly YamlEntry[] {
  if (on?.kind === "map") return entriesOf(on);
  const items = on?.kind === "list" ? on.items : on ? [{ value: on, comments: [] }] : [];
  return items.flatMap(({ value, comments }) => {
    const key = asText(value);
    return key === undefined ? [] : [{ key, keyAt: value.at, value: { ...EMPTY, at: value.at }, comments }];
  });
}

/** The one type of a merge group is `checks_requested`. */
const withoutTypes = ({ types: _, ...options }: Options): Options => options;

const EMPTY = { kind: "scalar", value: null, text: "", quoted: false } as const;

/** Patterns mean the same in the language only where it reads them all. */
function filterProblem(key: string, texts: readonly string[]): string | undefined {
  if (texts.length === 0) return "empty";
  if (key === "types" || key === "workflows") {
    return texts.find((one) => !/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$/.test(one));
  }
  if (key !== "paths" && key !== "paths-ignore") return refListProblem(texts);
  // What is ignored is what is left out of everything.
  return readPaths(key === "paths" ? texts : ["**", ...texts.map((text) => `!${text}`)]) ? undefined : "pattern";
}

function schedules(node: YamlNode): readonly string[] {
  return node.kind === "list" ? node.items.flatMap(({ value }) => textAt(asMap(value), "cron") ?? []) : [];
}

function readInput({ key, value }: YamlEntry, kind: "manual" | "call"): Value | undefined {
  const map = asMap(value);
  const type = textAt(map, "type") ?? "string";
  const types = kind === "call" ? ["string", "number", "boolean"] : ["string", "number", "boolean", "choice"];
  if (!types.includes(type) || !/^[A-Za-z_]\w*$/.test(key) || /^waybill_/i.test(key)) return undefined;
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
  const isRequired = textAt(map, "required") === "true";
  const usual = typed === undefined && (kind === "call" || type !== "string");
  const required = isRequired === usual ? undefined : isRequired;
  return object({ type, description: textAt(map, "description"), required, options, default: typed });
}
