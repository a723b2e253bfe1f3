import { type CharSet, contains, WORD } from "./charset.ts";
import { choice, EMPTY, isNothing, NOTHING, type RegexNode, repeat, sequence } from "./node.ts";

/** What stands beside a place in the text. */
export type Side = "edge" | "word" | "other";

export const sideOf = (code: number): Side => (contains(WORD, code) ? "word" : "other");

/** Whether a node matches the empty text at a place. */
export function nullable(node: RegexNode, before: Side, after: Side): boolean {
  switch (node.kind) {
    case "empty":
      return true;
    case "chars":
      return false;
    case "sequence":
      return node.parts.every((part) => nullable(part, before, after));
    case "choice":
      return node.options.some((option) => nullable(option, before, after));
    case "repeat":
      return node.min === 0 || nullable(node.node, before, after);
    case "anchor":
      if (node.at === "start") return before === "edge";
      if (node.at === "end") return after === "edge";
      return ((before === "word") !== (after === "word")) === (node.at === "edge");
  }
}

/** What is left to match of a node once one character is read (Brzozowski's derivative, with anchors seen from that place). */
export function derivative(node: RegexNode, code: number, before: Side): RegexNode {
  switch (node.kind) {
    case "empty":
    case "anchor":
      return NOTHING;
    case "chars":
      return contains(node.set, code) ? EMPTY : NOTHING;
    case "choice":
      return choice(node.options.map((option) => derivative(option, code, before)));
    case "sequence": {
      const options: RegexNode[] = [];
      for (const [index, part] of node.parts.entries()) {
        const rest = derivative(part, code, before);
        if (!isNothing(rest)) options.push(sequence([rest, ...node.parts.slice(index + 1)]));
        if (!nullable(part, before, sideOf(code))) break;
      }
      return choice(options);
    }
    case "repeat": {
      const least = nullable(node.node, before, sideOf(code)) ? 0 : Math.max(0, node.min - 1);
      return sequence([derivative(node.node, code, before), repeat(node.node, least, node.max - 1)]);
    }
  }
}

/** Every set of characters that a node tells apart. */
export function setsOf(node: RegexNode): readonly CharSet[] {
  switch (node.kind) {
    case "empty":
      return [];
    case "chars":
      return [node.set];
    case "sequence":
      return node.parts.flatMap(setsOf);
    case "choice":
      return node.options.flatMap(setsOf);
    case "repeat":
      return setsOf(node.node);
    case "anchor":
      return node.at === "start" || node.at === "end" ? [] : [WORD];
  }
}
