import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { entriesOf, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { deepMerge, without } from "./merge.ts";

/** A chain of `extends` that is longer is refused by GitLab (docs: ci/yaml, `extends`). */
const DEEPEST = 11;

/** What `extends` made of a file's jobs. */
export interface Extended {
  readonly content: YamlMap;
  /** Names that a job extends and no file defines, by job. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every entry with what it `extends` merged in: later parents are stronger, the entry's own keys are strongest. */
export function resolveExtends(content: YamlMap): Extended {
  const entries = new Map(entriesOf(content).map((entry) => [entry.key, entry]));
  const done = new Map<string, YamlNode>();
  const unknown = new Map<string, readonly string[]>();
  const diagnostics: Diagnostic[] = [];

  function resolved(
    name: string,
    path: readonly string[],
  ): { readonly node: YamlNode; readonly missing: readonly string[] } {
    const known = done.get(name);
    if (known) return { node: known, missing: unknown.get(name) ?? [] };
    const { value } = entries.get(name)!;
    const parents = value.kind === "map" ? namesIn(memberOf(value, "extends")) : [];
    if (value.kind !== "map" || parents.length === 0) return keep(name, value, []);
    const missing: string[] = [];
    let merged: YamlMap | undefined;
    for (const parent of parents) {
      if (path.includes(parent) || parent === name || path.length >= DEEPEST) {
        diagnostics.push(diagnostic("WB6020", { chain: [...path, name, parent].join(" → ") }, { at: value.at }));
        continue;
      }
      if (!entries.has(parent)) {
        missing.push(parent);
        continue;
      }
      const found = resolved(parent, [...path, name]);
      missing.push(...found.missing);
      if (found.node.kind !== "map") continue;
      merged = merged ? deepMerge(merged, found.node) : found.node;
    }
    const plain = without(value, ["extends"]);
    return keep(name, merged ? { ...deepMerge(merged, plain), at: value.at } : plain, [...new Set(missing)]);
  }

  function keep(name: string, node: YamlNode, missing: readonly string[]) {
    done.set(name, node);
    if (missing.length > 0) unknown.set(name, missing);
    return { node, missing };
  }

  const all = [...entries.values()].map((entry) => ({ ...entry, value: resolved(entry.key, []).node }));
  return { content: { ...content, entries: all, merges: [] }, unknown, diagnostics };
}

/** A name, or a list of names. */
export function namesIn(node: YamlNode | undefined): readonly string[] {
  if (!node) return [];
  if (node.kind === "scalar") return node.value === null ? [] : [node.text];
  return node.kind === "list" ? node.items.flatMap(({ value }) => namesIn(value)) : [];
}
