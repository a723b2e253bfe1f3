import { entriesOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";

/**
 * Two maps as GitLab merges them (docs: ci/yaml, `extends` and `include`): maps key by key, and everything else, lists
 * included, replaced by the value of `over`.
 */
export function deepMerge(base: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>(entriesOf(base).map((entry) => [entry.key, entry]));
  for (const entry of entriesOf(over)) {
    const first = entries.get(entry.key);
    const value = first && mergeable(first.value) && mergeable(entry.value) && deepMerge(first.value, entry.value);
    entries.set(entry.key, value ? { ...entry, value } : entry);
  }
  return { kind: "map", at: over.at, entries: [...entries.values()], merges: [] };
}

/** A tagged map is a reference, which stands for a value that is not known yet. */
const mergeable = (node: YamlNode): node is YamlMap => node.kind === "map" && node.tag === undefined;

/** The map without some of its keys, with what `<<` merges in written out. */
export function without(map: YamlMap, keys: readonly string[]): YamlMap {
  return { ...map, merges: [], entries: entriesOf(map).filter(({ key }) => !keys.includes(key)) };
}
