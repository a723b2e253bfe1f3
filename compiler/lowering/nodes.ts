import type { WireNode, WireValue } from "../authoring/wire/model.ts";
import { kindInWords } from "../authoring/wire/words.ts";
import { REFERENT_KINDS, WORDS } from "../authoring/reference.ts";
import type { Location } from "../diagnostics/index.ts";

/** A value as the author wrote it, and a declared object. Nothing about them is known to be right. */
export type Written = WireValue<Location>;
export type DeclaredNode = WireNode<Location>;
export type Nodes = readonly DeclaredNode[];

type Fields = Readonly<Record<string, Written>>;

/** The value of a field, whatever the types said of it. */
export function fieldOf(value: Written | DeclaredNode | undefined, name: string): Written | undefined {
  if (!isRecord(value)) return undefined;
  const key = name.startsWith("$") ? `$${name}` : name;
  return Object.hasOwn(value, key) ? (value as Fields)[key] : undefined;
}

/** An object of the author's, with names for values. */
export function isRecord(value: Written | DeclaredNode | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isTag(value as Fields);
}

const isTag = (value: Fields) => {
  const [first] = Object.keys(value);
  return first?.startsWith("$") === true && !first.startsWith("$$");
};

/** Names and values of an object, in the author's order. */
export function entriesOf(value: Fields): readonly (readonly [string, Written])[] {
  return Object.entries(value).map(([key, inner]) => [key.startsWith("$$") ? key.slice(1) : key, inner]);
}

export function isList(value: Written | undefined): value is readonly Written[] {
  return Array.isArray(value);
}

/** The number of the declared object that a value is; undefined for every other value. */
export function refOf(value: Written | undefined): number | undefined {
  return typeof value === "object" && value !== null && "$ref" in value ? (value.$ref as number) : undefined;
}

export function placeOf(value: Written | undefined): Location | undefined {
  return typeof value === "object" && value !== null && "$at" in value ? (value.$at as Location) : undefined;
}

/** The declared object that a value is, where it is of one of these kinds. */
export function nodeOf(
  nodes: Nodes,
  value: Written | undefined,
  ...kinds: readonly string[]
): DeclaredNode | undefined {
  const number = refOf(value);
  const node = number === undefined ? undefined : nodes[number];
  return node && kinds.includes(kindOf(node)) ? node : undefined;
}

export function kindOf(node: DeclaredNode): string {
  const kind = fieldOf(node, "kind");
  return typeof kind === "string" ? kind : "object";
}

/** A value without its tags, for people and for data that is handed on: `undefined` for what JSON cannot say. */
export function plain(value: Written): unknown {
  if (isList(value)) return value.map(plain);
  if (isRecord(value)) return Object.fromEntries(entriesOf(value).map(([name, inner]) => [name, plain(inner)]));
  return typeof value === "object" ? (value === null ? null : undefined) : value;
}

/** References that are told by their names; a text has none. */
const isNamed = (kind: string): boolean => REFERENT_KINDS.has(kind) && kind !== "text value";

/** Says what stands where something else should. */
export function valueInWords(nodes: Nodes, value: Written | undefined): string {
  if (value === undefined) return "undefined";
  if (value === null || typeof value !== "object") return kindInWords(value === null ? "null" : typeof value);
  if (isList(value)) return "a list";
  const number = refOf(value);
  if (number !== undefined) return nodeInWords(nodes[number]);
  if ("$when" in value) return "a function";
  return "$other" in value ? String(value.$other) : "an object";
}

function nodeInWords(node: DeclaredNode | undefined): string {
  const [kind, name] = [node ? kindOf(node) : "object", fieldOf(node, "name")];
  if (!isNamed(kind) || typeof name !== "string" || fieldOf(node, "at") !== undefined) return kindInWords(kind);
  return `the ${WORDS[kind] ?? kind} ${name}, which is known only when a job runs`;
}
