import { entriesOf, memberOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";

/** A map, or undefined where the node is none. */
export const asMap = (node: YamlNode | undefined): YamlMap | undefined => (node?.kind === "map" ? node : undefined);

/** The text of a scalar as GitHub has it; undefined where there is none. */
export function asText(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : node.text;
}

/** A list of texts; one text is a list of it. */
export function asTexts(node: YamlNode | undefined): readonly string[] | undefined {
  if (node?.kind === "list") {
    const texts = node.items.map(({ value }) => asText(value));
    return texts.every((one) => one !== undefined) ? texts : undefined;
  }
  const text = asText(node);
  return text === undefined ? undefined : [text];
}

export const textAt = (map: YamlMap | undefined, key: string): string | undefined => map && asText(memberOf(map, key));
export const mapAt = (map: YamlMap | undefined, key: string): YamlMap | undefined => map && asMap(memberOf(map, key));
export const entriesAt = (map: YamlMap | undefined, key: string): readonly YamlEntry[] => {
  const inner = mapAt(map, key);
  return inner ? entriesOf(inner) : [];
};
