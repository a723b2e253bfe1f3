import { ANY, type CharSet, complement, contains, single } from "./charset.ts";

/** A regular expression as a tree. Groups capture nothing and quantifiers are neither greedy nor lazy: only a yes or no is asked. */
export type RegexNode = Empty | Chars | Sequence | Choice | Repeat | Anchor;

/** Matches the empty text. */
export interface Empty {
  readonly kind: "empty";
}

/** Matches one character of a set; nothing when the set is empty. */
export interface Chars {
  readonly kind: "chars";
  readonly set: CharSet;
}

export interface Sequence {
  readonly kind: "sequence";
  readonly parts: readonly RegexNode[];
}

export interface Choice {
  readonly kind: "choice";
  readonly options: readonly RegexNode[];
}

export interface Repeat {
  readonly kind: "repeat";
  readonly node: RegexNode;
  readonly min: number;
  /** `Infinity` where there is no bound. */
  readonly max: number;
}

/** Matches a place: the text's start or end, the edge of a word, or anywhere else than such an edge. */
export interface Anchor {
  readonly kind: "anchor";
  readonly at: "start" | "end" | "edge" | "noEdge";
}

export const EMPTY: Empty = { kind: "empty" };
/** Matches no text at all. */
export const NOTHING: Chars = { kind: "chars", set: [] };
export const ANYTHING: Repeat = { kind: "repeat", node: { kind: "chars", set: ANY }, min: 0, max: Infinity };

export const isNothing = (node: RegexNode): boolean => node.kind === "chars" && node.set.length === 0;

export function sequence(parts: readonly RegexNode[]): RegexNode {
  const flat = parts.flatMap((part) => (part.kind === "sequence" ? part.parts : part.kind === "empty" ? [] : [part]));
  if (flat.some(isNothing)) return NOTHING;
  return flat.length === 0 ? EMPTY : flat.length === 1 ? flat[0]! : { kind: "sequence", parts: flat };
}

export function choice(options: readonly RegexNode[]): RegexNode {
  const unique = new Map<number, RegexNode>();
  for (const option of options.flatMap((one) => (one.kind === "choice" ? one.options : [one]))) {
    if (!isNothing(option)) unique.set(regexKey(option), option);
  }
  const list = [...unique.values()];
  if (unique.has(regexKey(ANYTHING))) return ANYTHING;
  return list.length === 0 ? NOTHING : list.length === 1 ? list[0]! : { kind: "choice", options: list };
}

export function repeat(node: RegexNode, min: number, max: number): RegexNode {
  if (max === 0 || node.kind === "empty") return EMPTY;
  return min === 1 && max === 1 ? node : { kind: "repeat", node, min, max };
}

/** Exactly this text. */
export function literal(text: string): RegexNode {
  return sequence([...text].map((char) => ({ kind: "chars", set: single(char) })));
}

/** Any text that holds a match. */
export function anywhere(node: RegexNode): RegexNode {
  return sequence([ANYTHING, node, ANYTHING]);
}

const keys = new WeakMap<RegexNode, number>();
/** Numbers of trees, by their kind and the numbers of their parts: a key costs what its node has parts, not what the whole tree has. */
const numbers = new Map<string, number>();

/** Equal for equal trees. */
export function regexKey(node: RegexNode): number {
  let key = keys.get(node);
  if (key === undefined) {
    const shape = shapeOf(node);
    key = numbers.get(shape) ?? numbers.size;
    numbers.set(shape, key);
    keys.set(node, key);
  }
  return key;
}

function shapeOf(node: RegexNode): string {
  switch (node.kind) {
    case "empty":
      return "empty";
    case "chars":
      return `chars ${node.set.join(";")}`;
    case "sequence":
      return `sequence ${node.parts.map(regexKey).join(" ")}`;
    case "choice":
      return `choice ${node.options.map(regexKey).join(" ")}`;
    case "repeat":
      return `repeat ${node.min} ${node.max} ${regexKey(node.node)}`;
    case "anchor":
      return node.at;
  }
}

/** The text that this node matches and nothing else, when there is exactly one. */
export function asLiteral(node: RegexNode): string | undefined {
  if (node.kind === "empty") return "";
  if (node.kind === "chars") {
    const [range, ...more] = node.set;
    return range && more.length === 0 && range[0] === range[1] ? String.fromCodePoint(range[0]) : undefined;
  }
  if (node.kind !== "sequence") return undefined;
  const texts = node.parts.map(asLiteral);
  return texts.includes(undefined) ? undefined : texts.join("");
}

/** A character of the set, a plain one where there is one. */
export function sample(set: CharSet): number | undefined {
  const plain = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./";
  for (const char of plain) if (contains(set, char.charCodeAt(0))) return char.charCodeAt(0);
  return set[0]?.[0];
}

/** Characters of one class behave alike in every one of the sets; one of each class. */
export function representatives(sets: readonly CharSet[]): readonly number[] {
  let classes: CharSet[] = [ANY];
  for (const set of sets) {
    const outside = complement(set);
    classes = classes.flatMap((one) => [intersect(one, set), intersect(one, outside)]).filter((one) => one.length > 0);
  }
  return classes.map((one) => sample(one)!);
}

function intersect(a: CharSet, b: CharSet): CharSet {
  return a.flatMap(([low, high]) =>
    b.map(([from, to]) => [Math.max(low, from), Math.min(high, to)] as const).filter(([from, to]) => from <= to),
  );
}
