import type { Node } from "./cycles.ts";

/** The nodes so that each comes after those it needs; in the given order otherwise. Needs that are no node, and cycles, are passed over. */
export function inOrder<N extends Node>(nodes: readonly N[]): readonly N[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const ordered: N[] = [];
  for (const node of nodes) {
    const stack = seen.has(node.id) ? [] : [{ node, next: 0 }];
    seen.add(node.id);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.node.needs[top.next];
      top.next += 1;
      if (need === undefined) {
        stack.pop();
        ordered.push(top.node);
        continue;
      }
      const needed = byId.get(need.job);
      if (!needed || seen.has(needed.id)) continue;
      seen.add(needed.id);
      stack.push({ node: needed, next: 0 });
    }
  }
  return ordered;
}
