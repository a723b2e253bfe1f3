import { derivative, nullable, type Side, setsOf, sideOf } from "./derivative.ts";
import { ANYTHING, isNothing, type RegexNode, regexKey, representatives } from "./node.ts";

/** A text must match the node, whole, or must not. */
export interface Requirement {
  readonly node: RegexNode;
  readonly holds: boolean;
}

/** `unknown`: the search grew past its bound. */
export type Witness = { readonly text: string } | "none" | "unknown";

interface State {
  readonly left: readonly RegexNode[];
  readonly before: Side;
  readonly text: string;
}

const MOST_STATES = 4000;

/**
 * The shortest text, of one character at least, that meets all requirements. Exact: the sets of texts are regular, so
 * breadth-first search through their derivatives ends.
 */
export function witness(requirements: readonly Requirement[]): Witness {
  const alphabet = representatives(uniqueSets(requirements));
  const seen = new Set<string>();
  let level: State[] = [{ left: requirements.map(({ node }) => node), before: "edge", text: "" }];
  while (level.length > 0) {
    const following: State[] = [];
    for (const state of level) {
      for (const code of alphabet) {
        const left = state.left.map((node) => derivative(node, code, state.before));
        const before = sideOf(code);
        if (requirements.some(({ holds }, index) => hopeless(left[index]!, holds))) continue;
        const text = state.text + String.fromCodePoint(code);
        if (requirements.every(({ holds }, index) => nullable(left[index]!, before, "edge") === holds)) return { text };
        const key = `${before} ${left.map(regexKey).join(" ")}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > MOST_STATES) return "unknown";
        following.push({ left, before, text });
      }
    }
    level = following;
  }
  return "none";
}

const anything = regexKey(ANYTHING);

function hopeless(left: RegexNode, holds: boolean): boolean {
  return holds ? isNothing(left) : regexKey(left) === anything;
}

function uniqueSets(requirements: readonly Requirement[]) {
  const sets = requirements.flatMap(({ node }) => setsOf(node));
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}
