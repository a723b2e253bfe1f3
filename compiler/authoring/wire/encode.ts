import { type CallSite, isCallSite } from "../call-site.ts";
import { ownerOf } from "../condition/output.ts";
import { readPredicate } from "../condition/read.ts";
import { markOf } from "../condition/twin.ts";
import { declarationOf } from "../declaration.ts";
import type { NoPipeline } from "./model.ts";
import { kindInWords } from "./words.ts";

// The pipeline has run when this does, and may have changed what the language's own objects do. So only what was taken
// from them before is used, and text is written piece by piece instead of handing objects to JSON.
const { stringify } = JSON;
const { keys, getPrototypeOf, getOwnPropertyDescriptor, getOwnPropertyNames, create } = Object;
const { isArray } = Array;
const { apply } = Reflect;
const { get: mapGet, set: mapSet } = Map.prototype;
const { toString: tagOf } = Object.prototype;
const objectPrototype = Object.prototype;
const { charAt, slice } = String.prototype;

/** Values that may be encoded in all; a declaration that needs more is a mistake, or would fill the memory. */
const MOST_VALUES = 2_000_000;

/** Levels of objects within objects. */
const MOST_LEVELS = 200;

/**
 * Everything that the pipelines among a module's exports reach, as the JSON text of a {@link Wire} of places in the
 * bundle, or of a {@link NoPipeline}. Values that have no place in a declaration are encoded as what they are in words,
 * so that whoever reads the option can name them.
 */
export function encode(exports: object): string {
  const main = read(exports, "default");
  const mainPipeline = pipelineOf(main);
  if (main !== undefined && !mainPipeline) return problem("not-a-pipeline", inWords(main));
  const found: Placed[] = [];
  const names = keys(exports);
  for (let index = 0; index < names.length; index += 1) {
    const pipeline = pipelineOf(read(exports, names[index]!));
    if (pipeline && !isKnown(found, pipeline)) insert(found, pipeline);
  }
  if (found.length === 0) return problem("no-export", "nothing");
  const encoding = newEncoding();
  let pipelines = "";
  let position = -1;
  for (let index = 0; index < found.length; index += 1) {
    pipelines += `${index > 0 ? "," : ""}${numberOf(encoding, found[index]!)}`;
    if (found[index] === mainPipeline) position = index;
  }
  let nodes = "";
  // Encoding a node finds further ones, which are encoded in their turn.
  for (let index = 0; index < encoding.count; index += 1) {
    nodes += `${index > 0 ? "," : ""}${objectText(encoding, encoding.found[index]!, undefined)}`;
  }
  if (isFull(encoding)) throw new RangeError(`the pipeline declares more than ${MOST_VALUES} values`);
  return `{"pipelines":[${pipelines}],${position < 0 ? "" : `"main":${position},`}"nodes":[${nodes}]}`;
}

type Placed = { readonly kind: string; readonly at: CallSite };

const problem = (kind: NoPipeline["problem"], what: string) =>
  `{"problem":${stringify(kind)},"what":${stringify(what)}}`;

function pipelineOf(value: unknown): Placed | undefined {
  const declaration = declarationIn(value) as Placed | undefined;
  return declaration?.kind === "pipeline" && isCallSite(declaration.at) ? declaration : undefined;
}

function isKnown(list: readonly Placed[], pipeline: Placed): boolean {
  for (let index = 0; index < list.length; index += 1) if (list[index] === pipeline) return true;
  return false;
}

/** Keeps the list in the order of declaration. */
function insert(list: Placed[], pipeline: Placed): void {
  let index = list.length;
  const isAfter = (other: Placed) =>
    other.at.line > pipeline.at.line || (other.at.line === pipeline.at.line && other.at.column > pipeline.at.column);
  for (; index > 0 && isAfter(list[index - 1]!); index -= 1) list[index] = list[index - 1]!;
  list[index] = pipeline;
}

interface Encoding {
  readonly numbers: Map<object, number>;
  /** Declarations by number; an object without a prototype, which no changed prototype can reach. */
  readonly found: Record<number, object>;
  count: number;
  /** Values encoded so far. */
  values: number;
}

const newEncoding = (): Encoding => ({
  numbers: new Map(),
  found: create(null) as Record<number, object>,
  count: 0,
  values: 0,
});

function numberOf(encoding: Encoding, declaration: object): number {
  const known = apply(mapGet, encoding.numbers, [declaration]) as number | undefined;
  if (known !== undefined) return known;
  const number = encoding.count;
  apply(mapSet, encoding.numbers, [declaration, number]);
  encoding.found[number] = declaration;
  encoding.count += 1;
  return number;
}

/** The objects that a value is inside of. */
interface Ancestors {
  readonly object: object;
  readonly level: number;
  readonly above: Ancestors | undefined;
}

const other = (words: string) => `{"$other":${stringify(words)}}`;

function valueText(encoding: Encoding, value: unknown, above: Ancestors | undefined): string {
  encoding.values += 1;
  if (isFull(encoding)) return other(`one of more than ${MOST_VALUES} values`);
  switch (typeof value) {
    case "string":
      return stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return value - value === 0 ? `${value}` : other(`${value}`);
    case "function":
      return `{"$when":${conditionText(encoding, value)}}`;
    case "object":
      return value === null ? "null" : structureText(encoding, value, above);
    default:
      return other(kindInWords(typeof value));
  }
}

const isFull = ({ values }: Encoding) => values > MOST_VALUES;

function structureText(encoding: Encoding, object: object, above: Ancestors | undefined): string {
  if (isCallSite(object)) return `{"$at":{"line":${object.line},"column":${object.column}}}`;
  const declaration = declarationIn(object);
  if (declaration) return `{"$ref":${numberOf(encoding, declaration)}}`;
  for (let ancestor = above; ancestor; ancestor = ancestor.above) {
    if (ancestor.object === object) return other("an object that contains itself");
  }
  if ((above?.level ?? 0) >= MOST_LEVELS) return other(`an object inside more than ${MOST_LEVELS} others`);
  return isArray(object) ? listText(encoding, object, above) : objectText(encoding, object, above);
}

function listText(encoding: Encoding, list: readonly unknown[], above: Ancestors | undefined): string {
  const inside: Ancestors = { object: list, level: (above?.level ?? 0) + 1, above };
  let text = "";
  const length = read(list, "length");
  for (let index = 0; index < (length as number) && !isFull(encoding); index += 1) {
    text += `${index > 0 ? "," : ""}${propertyText(encoding, list, index, inside)}`;
  }
  return `[${text}]`;
}

function objectText(encoding: Encoding, object: object, above: Ancestors | undefined): string {
  const tag = apply(slice, apply(tagOf, object, []), [8, -1]) as string;
  if (tag !== "Object") return other(kindInWords(tag));
  const inside: Ancestors = { object, level: (above?.level ?? 0) + 1, above };
  const names = namesOf(object);
  let text = "";
  for (let index = 0; index < names.length && !isFull(encoding); index += 1) {
    const name = names[index]!;
    const value = propertyText(encoding, object, name, inside);
    if (value === UNDEFINED) continue;
    const key = apply(charAt, name, [0]) === "$" ? `$${name}` : name;
    text += `${text === "" ? "" : ","}${stringify(key)}:${value}`;
  }
  return `{${text}}`;
}

/** Own properties, and those that the classes of an object compute. */
function namesOf(object: object): readonly string[] {
  const names = keys(object);
  const seen = create(null) as Record<string, true>;
  for (let index = 0; index < names.length; index += 1) seen[names[index]!] = true;
  for (let type = getPrototypeOf(object); type !== null && type !== objectPrototype; type = getPrototypeOf(type)) {
    const inherited = getOwnPropertyNames(type);
    for (let index = 0; index < inherited.length; index += 1) {
      const name = inherited[index]!;
      const property = getOwnPropertyDescriptor(type, name);
      if (seen[name] || !(property?.enumerable || property?.get)) continue;
      seen[name] = true;
      names[names.length] = name;
    }
  }
  return names;
}

const UNDEFINED = other("undefined");

/** What throws when it is read is encoded as that, so that the other options are read too. */
function propertyText(encoding: Encoding, object: object, name: string | number, inside: Ancestors): string {
  try {
    return valueText(encoding, (object as Record<string | number, unknown>)[name], inside);
  } catch (error) {
    return other(`a value that throws when it is read${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const message = typeof error === "object" && error !== null ? read(error, "message") : undefined;
  return typeof message === "string" && message !== "" ? ` (${message})` : "";
}

function conditionText(encoding: Encoding, predicate: object): string {
  const reading = readPredicate(predicate);
  const mark = markOf(predicate);
  const at = mark === undefined ? "" : `,"mark":${mark}`;
  switch (reading.kind) {
    case "unread":
      return `{"kind":"unread"${at}}`;
    case "problems":
      return `{"kind":"problems","problems":${plainText(reading.problems)}}`;
    case "expr": {
      const uses: Uses = { text: "", seen: create(null) as Record<number, true>, encoding };
      const expr = plainText(reading.expr, uses);
      return `{"kind":"expr","expr":${expr},"uses":[${uses.text}]${at}}`;
    }
  }
}

/** The jobs whose outputs a condition asks, each once, in the order of the condition. */
interface Uses {
  text: string;
  readonly seen: Record<number, true>;
  readonly encoding: Encoding;
}

/** Of what the condition builders made: lists, objects without tags, and outputs, whose jobs are noted. */
function plainText(value: unknown, uses?: Uses): string {
  if (typeof value !== "object" || value === null) return stringify(value);
  const owner = uses && declarationIn(ownerOf(value as Parameters<typeof ownerOf>[0]));
  if (owner && (value as { readonly kind: string }).kind === "step") {
    // By its node: its place among the steps of a job is not known here.
    const number = stringify(`${numberOf(uses.encoding, owner)}`);
    return `{"kind":"step","step":${number},"name":${stringify((value as { readonly name: string }).name)}}`;
  }
  if (owner) note(uses, numberOf(uses.encoding, owner));
  const names = keys(value);
  const list = isArray(value);
  let text = "";
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index]!;
    const part = plainText((value as Record<string, unknown>)[name], uses);
    text += `${index > 0 ? "," : ""}${list ? "" : `${stringify(name)}:`}${part}`;
  }
  return list ? `[${text}]` : `{${text}}`;
}

function note(uses: Uses, number: number): void {
  if (uses.seen[number]) return;
  uses.seen[number] = true;
  uses.text += `${uses.text === "" ? "" : ","}${number}`;
}

function read(object: object, name: string): unknown {
  try {
    return (object as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function declarationIn(value: unknown): object | undefined {
  try {
    const declaration = declarationOf(value);
    return typeof declaration === "object" && declaration !== null ? declaration : undefined;
  } catch {
    return undefined;
  }
}

function inWords(value: unknown): string {
  const kind = declarationIn(value) as { readonly kind?: unknown } | undefined;
  if (typeof kind?.kind === "string") return kindInWords(kind.kind);
  return value === null ? "null" : kindInWords(isArray(value) ? "list" : typeof value);
}
