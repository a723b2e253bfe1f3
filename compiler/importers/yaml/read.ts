import { Composer, LineCounter } from "yaml";
import { acceptable, type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { converter } from "./convert.ts";
import type { YamlNode } from "./node.ts";
import { isTooDeep, tokensOf } from "./tokens.ts";

/** Bytes of one file. GitLab takes no more (docs: instance limits, maximum size of CI/CD configuration YAML files), GitHub less. */
const MOST_BYTES = 2 * 1024 * 1024;

export interface YamlOptions {
  /** The file as diagnostics name it. */
  readonly file: string;
  /** GitLab reads YAML 1.1, where `yes` and `on` are booleans; GitHub reads 1.2. */
  readonly version: "1.1" | "1.2";
  /** Tags that the provider has. Default: none. */
  readonly tags?: readonly string[];
  /** A key that repeats is a warning, and its last value counts, as GitLab has it. Default: an error. */
  readonly repeats?: boolean;
}

/** What a file holds. Empty documents are left out; `documents` is empty where something in `diagnostics` is an error. */
export interface YamlFile {
  readonly documents: readonly YamlNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads YAML with the place of every node. Syntax errors, duplicate keys, unknown tags, cycles and documents that grow out of
 * proportion through aliases end in diagnostics.
 *
 * @example
 * ```ts
 * const { documents } = readYaml("on: push\n", { file: ".github/workflows/ci.yml", version: "1.2" });
 * ```
 */
export function readYaml(text: string, { file, version, tags = [], repeats = false }: YamlOptions): YamlFile {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    const size = `${(Buffer.byteLength(text) / 1024 / 1024).toFixed(1)} MB`;
    return refused(diagnostic("WB6005", { file, reason: `it has ${size}` }, { at: { file, line: 1, column: 1 } }));
  }
  const lines = new LineCounter();
  const span = (from: number, to: number): Span => {
    const [start, end] = [lines.linePos(from), lines.linePos(to)];
    return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
  };
  const tokens = tokensOf(text, lines);
  if (isTooDeep(tokens)) {
    return refused(
      diagnostic("WB6005", { file, reason: "it is nested too deep" }, { at: span(tokens.at, tokens.at + 1) }),
    );
  }
  const composer = new Composer({
    version,
    schema: version === "1.1" ? "yaml-1.1" : "core",
    merge: false,
    uniqueKeys: false,
    logLevel: "silent",
    customTags: (all) => all.filter((tag) => typeof tag === "string" || !UNUSED_TAGS.has(tag.tag)),
  });
  const documents = [...composer.compose(tokens)];
  const errors = documents.flatMap(({ errors }) =>
    errors.map((error) => diagnostic("WB6001", { file, reason: error.message }, { at: span(...error.pos) })),
  );
  if (errors.length > 0) return { documents: [], diagnostics: errors };
  const convert = converter({ file, span, tags: new Set(tags), repeats });
  const nodes = documents.flatMap((document) => {
    const node = convert.document(document);
    return node ? [node] : [];
  });
  return { documents: acceptable(convert.diagnostics) ? nodes : [], diagnostics: convert.diagnostics };
}

const refused = (problem: Diagnostic): YamlFile => ({ documents: [], diagnostics: [problem] });

/** Types of YAML 1.1 that neither provider takes for anything but a text. */
const UNUSED_TAGS = new Set([
  "tag:yaml.org,2002:binary",
  "tag:yaml.org,2002:timestamp",
  "tag:yaml.org,2002:omap",
  "tag:yaml.org,2002:pairs",
  "tag:yaml.org,2002:set",
  "tag:yaml.org,2002:merge",
]);
