import { entriesOf, memberOf, type YamlMap, type YamlNode, type YamlScalar } from "../yaml/index.ts";

/** `$[[ inputs.NAME ]]`, with functions behind `|` (docs: ci/inputs). */
const INTERPOLATION = /\$\[\[\s*inputs\.([A-Za-z_][\w-]*)((?:\s*\|[^\]]*)?)\s*\]\]/g;

/**
 * A file's content with its inputs put in: the values that the `include` gives, else the defaults of `spec:inputs`. An input
 * without either, and one that goes through a function other than `expand_vars`, stays as it is written.
 */
export function withInputs(content: YamlMap, spec: YamlMap, given: YamlNode | undefined): YamlMap {
  const header = memberOf(spec, "spec");
  const declared = header?.kind === "map" ? memberOf(header, "inputs") : undefined;
  const values = new Map<string, YamlNode>();
  for (const { key, value } of declared?.kind === "map" ? entriesOf(declared) : []) {
    const standard = value.kind === "map" ? memberOf(value, "default") : undefined;
    if (standard) values.set(key, standard);
  }
  for (const { key, value } of given?.kind === "map" ? entriesOf(given) : []) values.set(key, value);
  return filled(content, values) as YamlMap;
}

function filled(node: YamlNode, values: ReadonlyMap<string, YamlNode>): YamlNode {
  switch (node.kind) {
    case "scalar":
      return filledText(node, values);
    case "list":
      return { ...node, items: node.items.map((item) => ({ ...item, value: filled(item.value, values) })) };
    case "map":
      return {
        ...node,
        merges: [],
        entries: entriesOf(node).map((entry) => ({
          ...entry,
          key: replaced(entry.key, values),
          value: filled(entry.value, values),
        })),
      };
  }
}

function filledText(node: YamlScalar, values: ReadonlyMap<string, YamlNode>): YamlNode {
  if (typeof node.value !== "string") return node;
  const whole = new RegExp(`^${INTERPOLATION.source}$`).exec(node.value.trim());
  const value = whole && isPlain(whole[2]) ? values.get(whole[1]!) : undefined;
  if (value) return { ...value, at: node.at };
  const text = replaced(node.value, values);
  return { ...node, value: text, text };
}

function replaced(text: string, values: ReadonlyMap<string, YamlNode>): string {
  return text.replace(INTERPOLATION, (original, name: string, functions: string) => {
    const value = values.get(name);
    return value?.kind === "scalar" && isPlain(functions) ? String(value.value ?? "") : original;
  });
}

const isPlain = (functions: string | undefined) => /^\s*(?:\|\s*expand_vars\s*)?$/.test(functions ?? "");
