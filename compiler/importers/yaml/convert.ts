import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlMerge, YamlNode, YamlScalar } from "./node.ts";

/** Nodes of a document once its aliases are written out. */
export const MOST_NODES = 500_000;

/** GitLab takes no deeper document (docs: instance limits, maximum depth of CI/CD configuration YAML files). */
const DEEPEST = 100;

interface Surroundings {
  readonly file: string;
  readonly span: (from: number, to: number) => Span;
  readonly tags: ReadonlySet<string>;
  /** Whether a key may repeat: the last value counts, and the diagnostic is a warning. */
  readonly repeats: boolean;
}

interface Converted {
  readonly node: YamlNode;
  /** Nodes that it stands for once its aliases are written out. */
  readonly size: number;
}

/** Turns the library's nodes into ours, and collects what is wrong with them. */
export function converter({ file, span, tags, repeats }: Surroundings) {
  const diagnostics: Diagnostic[] = [];
  let anchors = new Map<string, Converted | "open">();

  const place = (node: { range?: readonly [number, number, number] | null | undefined } | null, near?: Span): Span =>
    node?.range ? span(node.range[0], node.range[1]) : (near ?? { file, line: 1, column: 1 });

  function convert(node: Node | null, near: Span, depth: number): Converted {
    const at = place(node, near);
    if (depth > DEEPEST) {
      diagnostics.push(diagnostic("WB6005", { file, reason: `it is nested more than ${DEEPEST} deep` }, { at }));
      return { node: empty(at), size: 1 };
    }
    if (isAlias(node)) return aliased(node.source, at);
    const anchor = node && "anchor" in node ? node.anchor : undefined;
    if (anchor) anchors.set(anchor, "open");
    const made = own(node, at, depth);
    const shown = { ...made, node: { ...made.node, ...(anchor && { anchor }), ...tagOf(node, at) } };
    if (anchor) anchors.set(anchor, shown);
    return shown;
  }

  function own(node: Node | null, at: Span, depth: number): Converted {
    if (isMap(node)) return map(node, at, depth);
    if (isSeq(node)) return list(node, at, depth);
    return { node: isScalar(node) ? scalar(node, at) : empty(at), size: 1 };
  }

  function aliased(name: string, at: Span): Converted {
    const target = anchors.get(name);
    if (target !== undefined && target !== "open") return target;
    diagnostics.push(
      target === "open"
        ? diagnostic("WB6004", { alias: `*${name}` }, { at })
        : diagnostic("WB6001", { file, reason: `there is no anchor \`&${name}\` before the alias` }, { at }),
    );
    return { node: empty(at), size: 1 };
  }

  function tagOf(node: Node | null, at: Span): { readonly tag?: string } {
    const tag = node && "tag" in node ? node.tag : undefined;
    if (tag === undefined || tag.startsWith("tag:yaml.org,2002:")) return {};
    if (!tags.has(tag)) diagnostics.push(diagnostic("WB6003", { tag }, { at }));
    return { tag };
  }

  function scalar(node: Scalar, at: Span): YamlScalar {
    const quoted = node.type !== Scalar.PLAIN;
    const source = node.source ?? String(node.value ?? "");
    const { value } = node;
    const known = value === null || ["string", "number", "boolean"].includes(typeof value);
    const whole = typeof value === "number" && !Number.isFinite(value) ? source : value;
    return { kind: "scalar", at, value: known ? (whole as YamlScalar["value"]) : source, text: source, quoted };
  }

  function list(node: YAMLSeq, at: Span, depth: number): Converted {
    let size = 1;
    const items = node.items.map((item, index) => {
      const made = convert(item as Node | null, at, depth + 1);
      size += made.size;
      return itemOf(made.node, item as Node | null, comments(item as Node | null, index === 0 ? node : undefined));
    });
    return grown({ node: { kind: "list", at, items }, size }, at);
  }

  function map(node: YAMLMap, at: Span, depth: number): Converted {
    const entries: YamlEntry[] = [];
    const merges: YamlMerge[] = [];
    const seen = new Map<string, Span>();
    let size = 1;
    node.items.forEach((pair, index) => {
      const keyNode = pair.key as Node | null;
      const keyAt = place(keyNode, at);
      const made = convert(pair.value as Node | null, keyAt, depth + 1);
      size += made.size + 1;
      const key = keyText(keyNode, keyAt);
      if (key === undefined) return;
      if (key === "<<") merges.push(...merged(made.node, pair, keyAt));
      const first = seen.get(key);
      if (first && key !== "<<") {
        const related = [{ message: "it is first set here", at: first }];
        diagnostics.push(diagnostic(repeats ? "WB6006" : "WB6002", { key }, { at: keyAt, related }));
        const earlier = entries.findIndex((one) => one.key === key);
        if (earlier >= 0) entries.splice(earlier, 1);
      }
      seen.set(key, keyAt);
      if (key === "<<") return;
      const said = [...comments(keyNode, index === 0 ? node : undefined), ...beside(pair.value as Node | null)];
      entries.push({ ...itemOf(made.node, pair.value as Node | null, said), key, keyAt });
    });
    return grown({ node: { kind: "map", at, entries, merges }, size }, at);
  }

  function keyText(node: Node | null, at: Span): string | undefined {
    if (isScalar(node)) return node.type === Scalar.PLAIN ? (node.source ?? String(node.value)) : String(node.value);
    if (isAlias(node)) {
      const { node: target } = aliased(node.source, at);
      if (target.kind === "scalar") return target.text;
    }
    diagnostics.push(diagnostic("WB6001", { file, reason: "a key must be a string" }, { at }));
    return undefined;
  }

  function merged(node: YamlNode, pair: Pair, at: Span): readonly YamlMerge[] {
    const alias = isAlias(pair.value) ? pair.value.source : undefined;
    if (node.kind === "map") return [{ at, value: node as YamlMap, ...(alias && { alias }) }];
    if (node.kind === "list" && node.items.every(({ value }) => value.kind === "map")) {
      return node.items.map(({ value, alias: name }) => ({
        at,
        value: value as YamlMap,
        ...(name && { alias: name }),
      }));
    }
    diagnostics.push(diagnostic("WB6001", { file, reason: "`<<` takes a map, or a list of maps" }, { at }));
    return [];
  }

  function grown(made: Converted, at: Span): Converted {
    if (made.size > MOST_NODES && !diagnostics.some(({ code }) => code === "WB6005")) {
      const reason = `its aliases stand for more than ${MOST_NODES.toLocaleString("en")} nodes`;
      diagnostics.push(diagnostic("WB6005", { file, reason }, { at }));
    }
    return made;
  }

  return {
    diagnostics: diagnostics as readonly Diagnostic[],
    document(document: Document): YamlNode | undefined {
      anchors = new Map();
      const contents = document.contents as Node | null;
      if (contents === null) return undefined;
      const at = place(contents);
      const { node } = convert(contents, at, 0);
      const lead = lines(document.commentBefore);
      if (lead.length === 0 || node.kind !== "map" || node.entries.length === 0) return node;
      const [first, ...rest] = node.entries;
      return { ...node, entries: [{ ...first!, comments: [...lead, ...first!.comments] }, ...rest] };
    },
  };

  function itemOf(value: YamlNode, node: Node | null, said: readonly string[]): YamlItem {
    return { value, comments: said, ...(isAlias(node) && { alias: node.source }) };
  }
}

const empty = (at: Span): YamlScalar => ({ kind: "scalar", at, value: null, text: "", quoted: false });

/** A comment before the first item of a collection is the collection's, to the library. */
function comments(node: Node | null, first: Node | undefined): readonly string[] {
  return [...lines(first?.commentBefore), ...lines(node?.commentBefore)];
}

const beside = (node: Node | null) => (isMap(node) || isSeq(node) ? [] : lines(node?.comment));

/** `yaml` gives the text after each `#`. */
function lines(comment: string | null | undefined): readonly string[] {
  return comment ? comment.split("\n").map((line) => line.replace(/^ /, "").trimEnd()) : [];
}
