/** What changes one JSON value into another. Keys are paths, joined with `|`. */
export interface Delta {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly drop?: readonly string[];
}

export function deltaOf(from: unknown, to: unknown): Delta {
  const set: Record<string, unknown> = {};
  const drop: string[] = [];
  const compare = (a: unknown, b: unknown, path: readonly string[]) => {
    if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) {
      if (a !== b) set[path.join("|")] = b;
      return;
    }
    // An array that shrinks is written whole: dropping its places one by one would leave holes.
    if (Array.isArray(a) && a.length > (b as unknown as unknown[]).length) {
      set[path.join("|")] = b;
      return;
    }
    for (const key of Object.keys(b)) {
      if (key in a) compare(a[key], b[key], [...path, key]);
      else set[[...path, key].join("|")] = b[key];
    }
    for (const key of Object.keys(a)) if (!(key in b)) drop.push([...path, key].join("|"));
  };
  compare(from, to, []);
  return { ...(Object.keys(set).length > 0 && { set }), ...(drop.length > 0 && { drop }) };
}

export function withDelta(from: unknown, { set = {}, drop = [] }: Delta): unknown {
  const whole = structuredClone(from) as Tree;
  const at = (path: string) => {
    const keys = path.split("|");
    const last = keys.pop()!;
    return { place: keys.reduce((tree, key) => tree[key] as Tree, whole), last };
  };
  for (const path of drop) {
    const { place, last } = at(path);
    delete place[last];
  }
  for (const [path, value] of Object.entries(set)) {
    const { place, last } = at(path);
    place[last] = value;
  }
  return whole;
}

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;
