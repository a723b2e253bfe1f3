import { type Node, object, value } from "./node.ts";

/**
 * Choices, each an index into what there is to choose from; the first is the simplest, and is taken when the numbers run out.
 * fast-check draws the numbers, and makes them smaller to find the simplest case that fails.
 */
export interface Draw {
  /** A whole number below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** True for one in `of`. */
  maybe(of: number): boolean;
  /** The node, or something else where this is what is to be wrong. */
  right(node: Node): Node;
}

/** How to draw each option of a type: one that is not drawn does not compile. */
export type Drawn<Options> = {
  readonly [Name in keyof Options]-?: (draw: Draw) => Node;
};

/** Names of options, functions and facts that were drawn, over all cases. */
export const drawnNames = new Set<string>();

/**
 * @param wrong - Which of the values, in their order, is replaced; and with what, as an index.
 */
export function drawFrom(numbers: readonly number[], wrong?: { readonly at: number; readonly by: number }): Draw {
  let [next, seen] = [0, 0];
  const below = (limit: number) => (numbers[next++] ?? 0) % limit;
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    maybe: (of) => below(of) === of - 1,
    right(node) {
      seen += 1;
      return wrong && seen - 1 === wrong.at ? wronged(node, wrong.by) : node;
    },
  };
}

/** An object with some of the options: those that are required, and of the others one in `rate`. */
export function options<Options>(
  draw: Draw,
  table: Drawn<Options>,
  chosen: {
    readonly required?: readonly (keyof Options & string)[];
    readonly never?: readonly (keyof Options)[];
    readonly rate?: number;
  } = {},
): Node {
  const { required = [], never = [], rate = 6 } = chosen;
  const entries: Record<string, Node> = {};
  for (const [key, make] of Object.entries(table) as [keyof Options & string, (draw: Draw) => Node][]) {
    if (never.includes(key)) continue;
    if (!required.includes(key) && !draw.maybe(rate)) continue;
    drawnNames.add(key);
    entries[key] = draw.right(make(draw));
  }
  return object(entries);
}

const loop: Record<string, unknown> = {};
loop.self = loop;

/** What stands where something else is expected, with its text where JSON has none. */
const WRONG: readonly (readonly [unknown, string?])[] = [
  [undefined, "undefined"],
  [null],
  [""],
  [" "],
  ["a\nb"],
  ["\u0000"],
  ["\ud800"],
  ["x\u2028y: z"],
  ["${{ github.token }}"],
  ["../../etc/passwd"],
  ["/"],
  ["**"],
  ["[a-"],
  ["a".repeat(300)],
  ["__proto__"],
  ["constructor"],
  [0],
  [-1],
  [1.5],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [2 ** 53 + 2],
  [12n, "12n"],
  [true],
  [false],
  [[]],
  [[[]]],
  [[null]],
  [{}],
  [{ length: 3 }],
  [loop, "(() => { const loop: any = {}; loop.self = loop; return loop; })()"],
  [JSON.parse('{"__proto__": 1}'), `JSON.parse('{"__proto__": 1}')`],
  [Symbol("x"), 'Symbol("x")'],
  [() => true, "() => true"],
  [new Date(0), "new Date(0)"],
  [new Map(), "new Map()"],
  [/x/, "/x/"],
  [{ toString: () => "x" }, '{ toString: () => "x" }'],
  [{ op: "constant", value: true }],
  [{ kind: "secret", name: "TOKEN" }],
];

function wronged(node: Node, by: number): Node {
  // Sometimes the right value with a key too many.
  if (node.kind === "object" && by % 5 === 0) return { ...node, entries: [...node.entries, ["unheardOf", value(1)]] };
  if (node.kind === "list" && by % 5 === 0) return { ...node, items: [...node.items, ...node.items, value(null)] };
  const [of, text] = WRONG[by % WRONG.length]!;
  return { kind: "value", value: of, text: `(${text ?? JSON.stringify(of)} as any)` };
}
