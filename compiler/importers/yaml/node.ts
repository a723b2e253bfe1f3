import type { Span } from "../../diagnostics/location.ts";

/** A node of a YAML file with its place. Aliases share the node of their anchor, so a tree of these may be a graph without cycles. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

interface NodeBase {
  readonly at: Span;
  /** The name of its anchor, where it has one. */
  readonly anchor?: string;
  /** A tag of the provider, such as `!reference`. */
  readonly tag?: string;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it stands in the file, without quotes: `3.10` where the value is 3.1. */
  readonly text: string;
  /** Written in quotes or as a block, so that it is a text whatever it looks like. */
  readonly quoted: boolean;
}

export interface YamlList extends NodeBase {
  readonly kind: "list";
  readonly items: readonly YamlItem[];
}

export interface YamlItem {
  readonly value: YamlNode;
  /** Lines of the comment before it and beside it, without `#`. */
  readonly comments: readonly string[];
  /** The anchor that it repeats by an alias. */
  readonly alias?: string;
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  /** Its keys in order, those of `<<` left out. */
  readonly entries: readonly YamlEntry[];
  /** What `<<` merges in, strongest first. */
  readonly merges: readonly YamlMerge[];
}

export interface YamlEntry extends YamlItem {
  readonly key: string;
  readonly keyAt: Span;
}

export interface YamlMerge {
  readonly at: Span;
  readonly value: YamlMap;
  readonly alias?: string;
}

/** The entries of a map with those that `<<` merges in: its own keys are stronger, then earlier merges. */
export function entriesOf(map: YamlMap): readonly YamlEntry[] {
  if (map.merges.length === 0) return map.entries;
  const own = new Map(map.entries.map((entry) => [entry.key, entry]));
  const merged = map.merges.flatMap(({ value }) => entriesOf(value));
  for (const entry of merged) if (!own.has(entry.key)) own.set(entry.key, entry);
  return [...own.values()];
}

/** The value of a key, merged ones included. */
export function memberOf(map: YamlMap, key: string): YamlNode | undefined {
  const own = map.entries.find((entry) => entry.key === key);
  if (own) return own.value;
  for (const { value } of map.merges) {
    const found = memberOf(value, key);
    if (found) return found;
  }
  return undefined;
}

/** Whether something in a node has a tag of the provider, such as a reference to what is not at hand. */
export function isTagged(node: YamlNode): boolean {
  if (node.tag !== undefined) return true;
  if (node.kind === "list") return node.items.some(({ value }) => isTagged(value));
  return node.kind === "map" && entriesOf(node).some(({ value }) => isTagged(value));
}

/** JSON of a node, as the provider would load it. Tagged nodes become an object of the tag's name. */
export function plain(node: YamlNode): Json {
  const value = untagged(node);
  return node.tag === undefined ? value : { [node.tag]: value };
}

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

function untagged(node: YamlNode): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(({ value }) => plain(value));
    case "map":
      return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, plain(value)]));
  }
}
