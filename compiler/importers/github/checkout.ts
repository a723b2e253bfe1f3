import { object, type Options, type Value } from "../model.ts";
import { memberOf, type YamlMap } from "../yaml/index.ts";
import { asMap, asText, entriesAt, textAt } from "./shape.ts";
import { readText, type TextScope } from "./text.ts";

export const isCheckout = (map: YamlMap | undefined): boolean => /^actions\/checkout@/.test(textAt(map, "uses") ?? "");

/** What of the sources a job begins with, and whether the first of its steps has said it. */
export interface ReadCheckout {
  /** The option `checkout`; undefined: as the language has it. */
  readonly option: Value | undefined;
  readonly first: boolean;
}

/**
 * A job's `checkout`: that of its first step, where it says nothing that the option cannot. Any other checkout stays the step that
 * it is, and the job begins without sources.
 */
export function readCheckout(map: YamlMap, scope: TextScope): ReadCheckout {
  const node = memberOf(map, "steps");
  const first = node?.kind === "list" ? asMap(node.items[0]?.value ?? node) : undefined;
  const none = { option: false, first: false } as const;
  if (
    !first ||
    !isCheckout(first) ||
    ["if", "id", "env", "continue-on-error", "timeout-minutes"].some((key) => memberOf(first, key))
  )
    return none;
  const given: Record<string, Value> = {};
  for (const { key, value } of entriesAt(first, "with")) {
    const text = asText(value) ?? "";
    const read = READERS[key]?.(text, scope);
    if (!read) return none;
    Object.assign(given, read);
  }
  const standard = memberOf(map, "container") === undefined;
  const persists = given.persistCredentials !== false;
  delete given.persistCredentials;
  if (persists !== standard) given.persistCredentials = persists;
  return { option: Object.keys(given).length > 0 ? object(given) : undefined, first: true };
}

/** Each input of the action as options; undefined: the option cannot say it (github.com/actions/checkout, `action.yml`). */
const READERS: Readonly<Record<string, (text: string, scope: TextScope) => Options | undefined>> = {
  "fetch-depth": (text) => {
    if (text === "1") return {};
    return text === "0" ? { depth: "full" } : /^[1-9]\d*$/.test(text) ? { depth: Number(text) } : undefined;
  },
  "fetch-tags": flag("tags"),
  lfs: flag("lfs"),
  "persist-credentials": (text) =>
    text === "true" || text === "false" ? { persistCredentials: text === "true" } : undefined,
  submodules: (text) => (text === "recursive" ? { submodules: "recursive" } : flag("submodules")(text)),
  path: (text) => (text === "" || text.includes("${{") || /^\/|\.\./.test(text) ? undefined : { path: text }),
  ref: (text, scope) => {
    const read = readText(text, scope);
    if ("unknown" in read || read.parts.length > 1) return undefined;
    const [part] = read.parts;
    return part === undefined ? undefined : { ref: typeof part === "string" ? part : { kind: "text", parts: [part] } };
  },
};

function flag(name: string): (text: string) => Options | undefined {
  return (text) => (text === "true" ? { [name]: true } : text === "false" ? {} : undefined);
}
