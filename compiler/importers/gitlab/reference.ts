import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { entriesOf, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { namesIn } from "./extend.ts";

/** References within references that GitLab follows (docs: ci/yaml/yaml_optimization, `!reference` tags). */
const DEEPEST = 10;

export interface Referenced {
  readonly content: YamlMap;
  /** References that name what no file defines, by the entry that holds them. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every `!reference [job, key, ...]` replaced by what it names. */
export function resolveReferences(content: YamlMap): Referenced {
  const unknown = new Map<string, string[]>();
  const diagnostics: Diagnostic[] = [];
  let holder = "";

  function resolved(node: YamlNode, path: readonly string[]): YamlNode {
    if (node.tag === "!reference") return target(node, path);
    switch (node.kind) {
      case "scalar":
        return node;
      case "list":
        return { ...node, items: node.items.map((item) => ({ ...item, value: resolved(item.value, path) })) };
      case "map": {
        const entries = entriesOf(node).map((entry) => ({ ...entry, value: resolved(entry.value, path) }));
        return { ...node, entries, merges: [] };
      }
    }
  }

  function target(node: YamlNode, path: readonly string[]): YamlNode {
    const names = namesIn(node);
    const label = `!reference [${names.join(", ")}]`;
    if (path.includes(label) || path.length >= DEEPEST) {
      diagnostics.push(diagnostic("WB6021", { chain: [...path, label].join(" → ") }, { at: node.at }));
      return { kind: "scalar", at: node.at, value: null, text: "", quoted: false };
    }
    let found: YamlNode | undefined = content;
    for (const name of names) {
      // A part on the way can be a reference itself.
      if (found?.tag === "!reference") found = target(found, [...path, label]);
      found = found?.kind === "map" ? memberOf(found, name) : undefined;
    }
    if (!found || names.length === 0) {
      unknown.set(holder, [...(unknown.get(holder) ?? []), label]);
      return node;
    }
    return resolved(found, [...path, label]);
  }

  const entries = entriesOf(content).map((entry) => {
    holder = entry.key;
    return { ...entry, value: resolved(entry.value, []) };
  });
  return { content: { ...content, entries, merges: [] }, unknown, diagnostics };
}
