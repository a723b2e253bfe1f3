import type { Span } from "../../diagnostics/index.ts";
import { spanOfNode } from "../program/messages.ts";
import type { Project } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";

/** Numbers that stand for places of the user's files while the rewritten modules run. */
export interface Marks {
  of(node: TypeScript.Node): number;
  /** The place of each number so far. */
  spans(): readonly Span[];
}

export function marks(project: Project): Marks {
  const nodes: TypeScript.Node[] = [];
  const known = new Map<TypeScript.Node, number>();
  return {
    of: (node) => {
      const mark = known.get(node) ?? nodes.push(node) - 1;
      known.set(node, mark);
      return mark;
    },
    spans: () => nodes.map((node) => spanOfNode(project, node)),
  };
}
