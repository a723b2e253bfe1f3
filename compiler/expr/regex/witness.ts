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
        const left = advanced(state, code, requirements);
        if (!left) continue;
        const before = sideOf(code);
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

/** What is left of each requirement behind a character; undefined: one of them can no longer be met. The last ones are the narrowest. */
function advanced(state: State, code: number, requirements: readonly Requirement[]): readonly RegexNode[] | undefined {
  const left: RegexNode[] = [];
  for (let index = requirements.length - 1; index >= 0; index -= 1) {
    const node = derivative(state.left[index]!, code, state.before);
    if (hopeless(node, requirements[index]!.holds)) return undefined;
    left.push(node);
  }
  return left.reverse();
}

const anything = regexKey(ANYTHING);

function hopeless(left: RegexNode, holds: boolean): boolean {
  return holds ? isNothing(left) : regexKey(left) === anything;
}

function uniqueSets(requirements: readonly Requirement[]) {
  const sets = requirements.flatMap(({ node }) => setsOf(node));
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}
