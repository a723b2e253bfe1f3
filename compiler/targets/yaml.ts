import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Document as NewDocument,
  type Pair,
  Scalar,
  type Tags,
  visit,
  YAMLSeq,
} from "yaml";

/** Data to print. Keys keep their order; those that are `undefined` are left out. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | Commented | YamlMap;

export interface YamlMap {
  readonly [key: string]: Yaml | undefined;
}

/** A text with a comment behind it. */
export class Commented {
  readonly value: string;
  readonly comment: string;

  constructor(value: string, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}

export interface YamlFile {
  /** Comment at the top, without `#`. */
  readonly header: readonly string[];
  readonly content: YamlMap;
  /** What the file's reader takes for booleans and numbers: GitLab reads YAML 1.1, GitHub 1.2. */
  readonly version: "1.1" | "1.2";
  /** The keys below which each entry gets an empty line before it; the top always does. */
  readonly spaced: readonly string[];
}

/** Prints a file as a person would have written it: scripts as blocks, quotes only where they are needed. */
export function printYaml(file: YamlFile): string {
  const document = new NewDocument(plain(file.content), {
    ...{ version: file.version, aliasDuplicateObjects: false, customTags: withoutMerge },
  });
  document.commentBefore = file.header.map((line) => (line ? ` ${line}` : "")).join("\n");
  space(document, file.spaced);
  visit(document, { Scalar: (place, node) => style(node, place === "key"), Pair: (_, pair) => flow(pair) });
  const text = document.toString({
    directives: false,
    lineWidth: 0,
    blockQuote: "literal",
    // Readers do not agree on how a quoted text goes on in the next line.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    nullStr: "",
    flowCollectionPadding: false,
  });
  // Only double-quoted texts and comments have any of them by now.
  const escaped = text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // YAML 1.1 would take the key for a boolean, so the library quotes it; no reader of either file minds it bare.
  return escaped.replace(/^"on":/m, "on:");
}

/** What people write is never a merge key. */
const withoutMerge = (tags: Tags): Tags => tags.filter((one) => one !== "merge" && !isMerge(one));
const isMerge = (tag: Tags[number]) => typeof tag === "object" && tag.tag === "tag:yaml.org,2002:merge";

function plain(value: Yaml): unknown {
  if (value instanceof Commented) {
    const scalar = new Scalar(value.value);
    scalar.comment = ` ${value.comment}`;
    return scalar;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isReference(value)) return reference(value["!reference"]);
  const entries = Object.entries(value).filter((entry): entry is [string, Yaml] => entry[1] !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** A tag of GitLab's own: what stands there is taken from another job (docs: ci/yaml/yaml_optimization). */
const isReference = (value: Yaml): value is { readonly "!reference": readonly string[] } =>
  typeof value === "object" && value !== null && Array.isArray((value as YamlMap)["!reference"]);

function reference(names: readonly string[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items = names.map((name) => new Scalar(name));
  list.tag = "!reference";
  list.flow = true;
  return list;
}

function space(document: Document, spaced: readonly string[]): void {
  const top = document.contents;
  if (!isMap(top)) return;
  for (const [index, pair] of top.items.entries()) {
    if (index > 0) separate(pair);
    const inner = spaced.includes(keyOf(pair)) ? pair.value : undefined;
    if (isMap(inner)) inner.items.slice(1).forEach(separate);
  }
}

function separate(pair: Pair): void {
  if (isScalar(pair.key)) pair.key.spaceBefore = true;
}

function keyOf(pair: Pair): string {
  return isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "";
}

/**
 * Characters that readers of YAML take for line breaks (libyaml and go-yaml: U+0085, U+2028, U+2029), refuse, or drop. In a
 * text they would end it, and what follows would be read as further keys.
 */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Texts that one reader takes for what they are and another for something else: a number of YAML 1.1 or 1.2, a value or merge
 * key, and what libyaml refuses in a list on one line.
 */
const AMBIGUOUS = /^(?:[:?].*|=|<<|[-+]?(?:0[xob][\da-f_]+|[\d.][\d_.:e+-]*))$/is;
const isUnsafe = (text: string) => text.search(UNSAFE) >= 0 || AMBIGUOUS.test(text);

/** A block whose first character is a blank has no indentation to go by; libyaml, which both providers build on, refuses a tab there. */
function style(node: Scalar, isKey: boolean): void {
  if (typeof node.value !== "string") return;
  if (isUnsafe(node.value) || (isKey && node.value.includes("\n"))) node.type = Scalar.QUOTE_DOUBLE;
  if (node.type || !node.value.includes("\n")) return;
  node.type = /^\s/.test(node.value) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
}

const LONGEST_FLOW = 80;

/** A short list of names stands on one line; a script never does. */
function flow(pair: Pair): void {
  const { value } = pair;
  if (!isSeq(value) || value.tag !== undefined || keyOf(pair) === "script") return;
  const words = value.items.map((item) => (isScalar(item) ? String(item.value) : "\n")).join(", ");
  // Not all readers take a question mark for a part of a plain text there.
  value.flow = !/[\n?]/.test(words) && words.length <= LONGEST_FLOW;
}
