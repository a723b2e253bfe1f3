/** What is needed of a node to find cycles. */
export interface Node {
  readonly id: string;
  readonly needs: readonly { readonly job: string }[];
}

/**
 * The cycles of `needs`, each as the ids along it, the first not repeated at the end: one shortest cycle through each knot of
 * nodes that reach each other. Needs that are no node are passed over.
 *
 * @example
 * ```ts
 * cycles([{ id: "a", needs: [{ job: "b" }] }, { id: "b", needs: [{ job: "a" }] }]); // [["a", "b"]]
 * ```
 */
export function cycles(nodes: readonly Node[]): readonly (readonly string[])[] {
  const needs = new Map(nodes.map((node) => [node.id, node.needs.map(({ job }) => job)]));
  const left = new Map([...needs].filter(([, list]) => list.some((id) => needs.has(id))));
  peel(left);
  const found: (readonly string[])[] = [];
  for (const id of left.keys()) {
    if (found.some((cycle) => reaches(left, id, cycle[0]!) && reaches(left, cycle[0]!, id))) continue;
    const cycle = shortest(left, id);
    if (cycle) found.push(cycle);
  }
  return found;
}

/** Takes away, again and again, what needs nothing that is left. */
function peel(left: Map<string, readonly string[]>): void {
  const dependents = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [id, list] of left) {
    const present = list.filter((one) => left.has(one));
    open.set(id, present.length);
    for (const one of present) {
      const known = dependents.get(one);
      if (known) known.push(id);
      else dependents.set(one, [id]);
    }
  }
  const free = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    left.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const count = open.get(dependent)! - 1;
      open.set(dependent, count);
      if (count === 0) free.push(dependent);
    }
  }
}

const reaches = (graph: ReadonlyMap<string, readonly string[]>, from: string, to: string) =>
  from === to || path(graph, from, to) !== undefined;

const shortest = (graph: ReadonlyMap<string, readonly string[]>, id: string) => path(graph, id, id);

/** The nodes of a shortest way, without the last. */
function path(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): readonly string[] | undefined {
  const before = new Map<string, string>();
  let level = [from];
  while (level.length > 0) {
    const following: string[] = [];
    for (const id of level) {
      for (const next of graph.get(id) ?? []) {
        if (next === to) return back(before, from, id);
        if (next === from || before.has(next)) continue;
        before.set(next, id);
        following.push(next);
      }
    }
    level = following;
  }
  return undefined;
}

function back(before: ReadonlyMap<string, string>, from: string, id: string): readonly string[] {
  const way = [id];
  for (let at = id; at !== from; way.unshift(at)) at = before.get(at)!;
  return way;
}
