import { type Literal, variablesOf } from "./assume.ts";
import { testText } from "./evaluate.ts";
import { variableKey } from "./key.ts";
import type { Equal, Matches, TextTest, Variable } from "./model.ts";
import { anywhere, literal, parsePattern, type RegexNode, type Requirement, witness } from "./regex/index.ts";
import { ANYTHING, sequence } from "./regex/node.ts";

/** What a variable may hold under literals that are known; `unknown` where the search for a text was given up. */
export type Choice = { readonly value: string | null } | "none" | "unknown";

interface Test {
  readonly atom: TextTest | Matches | Equal;
  readonly holds: boolean;
}

/** Variables that must be equal, because `same` literals say so. */
export function groupOf(variable: Variable, known: readonly Literal[]): readonly Variable[] {
  const group = new Map([[variableKey(variable), variable]]);
  const pairs = known.filter(({ atom, holds }) => atom.op === "same" && holds);
  for (let before = 0; before < group.size; ) {
    before = group.size;
    for (const { atom } of pairs) {
      const both = variablesOf(atom);
      if (both.some((one) => group.has(variableKey(one)))) for (const one of both) group.set(variableKey(one), one);
    }
  }
  return [...group.values()];
}

/**
 * A value that all variables of a group may have at once. Unset where that is possible, else a usual name, else the shortest
 * text there is. `avoid`: values it must not have, `null` for unset.
 */
export function choose(
  group: readonly Variable[],
  known: readonly Literal[],
  avoid: readonly (string | null)[] = [],
): Choice {
  const keys = new Set(group.map(variableKey));
  const tests = known.flatMap(({ atom, holds }): readonly Test[] =>
    "variable" in atom && keys.has(variableKey(atom.variable)) ? [{ atom, holds }] : [],
  );
  const optional = group.every(({ kind }) => kind !== "run");
  if (optional && !avoid.includes(null) && tests.every(holdsUnset)) return { value: null };
  if (tests.some(({ atom, holds }) => atom.op === "equal" && atom.value === null && holds)) return "none";
  const allowed = (text: string) => !avoid.includes(text) && tests.every((test) => holdsOn(test, text));
  const fixed = tests.find(({ atom, holds }) => atom.op === "equal" && holds);
  if (fixed) {
    const text = (fixed.atom as Equal).value ?? "";
    return allowed(text) && isPossible(group, text) ? { value: text } : "none";
  }
  const guess = [...group.flatMap(usualValues), assembled(tests)].find(
    (text) => text !== "" && allowed(text) && isPossible(group, text),
  );
  if (guess !== undefined) return { value: guess };
  const unlike = avoid.filter((text) => text !== null).map((text) => ({ node: literal(text), holds: false }));
  const found = witness([...tests.flatMap(requirement), ...unlike, ...domain(group)]);
  return typeof found === "string" ? found : { value: found.text };
}

const holdsUnset = ({ atom, holds }: Test) => (atom.op === "equal" && atom.value === null) === holds;

function holdsOn({ atom, holds }: Test, text: string): boolean {
  return (atom.op === "equal" ? atom.value === text : testText(atom, text)) === holds;
}

const SHA: RegexNode = (() => {
  const parsed = parsePattern("[0-9a-f]{40}", "");
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.node;
})();

const isSha = (variable: Variable) => variable.kind === "run" && variable.name === "sha";
const domain = (group: readonly Variable[]): readonly Requirement[] =>
  group.some(isSha) ? [{ node: SHA, holds: true }] : [];
const isPossible = (group: readonly Variable[], text: string) => !group.some(isSha) || /^[0-9a-f]{40}$/.test(text);

/** Names a reader expects. */
export function usualValues(variable: Variable): readonly string[] {
  if (variable.kind !== "run") return ["value", "other"];
  switch (variable.name) {
    case "branch":
    case "targetBranch":
      return ["main", "other"];
    case "sourceBranch":
      return ["topic", "other"];
    case "tag":
      return ["v1", "other"];
    case "actor":
      return ["someone", "other"];
    case "sha":
      return ["0".repeat(40), "1".repeat(40)];
    case "event":
      return [];
  }
}

/** Beginning, parts and end that are asked for, one after the other. */
function assembled(tests: readonly Test[]): string {
  const wanted = (op: TextTest["op"]) =>
    tests.flatMap(({ atom, holds }) => (atom.op === op && holds ? [atom.value] : []));
  const longest = (texts: readonly string[]) =>
    texts.reduce((best, text) => (text.length > best.length ? text : best), "");
  return [longest(wanted("startsWith")), ...wanted("includes"), longest(wanted("endsWith"))]
    .filter((one) => one)
    .join("-");
}

function requirement({ atom, holds }: Test): readonly Requirement[] {
  switch (atom.op) {
    case "equal":
      return atom.value === null ? [] : [{ node: literal(atom.value), holds }];
    case "startsWith":
      return [{ node: sequence([literal(atom.value), ANYTHING]), holds }];
    case "endsWith":
      return [{ node: sequence([ANYTHING, literal(atom.value)]), holds }];
    case "includes":
      return [{ node: anywhere(literal(atom.value)), holds }];
    case "matches": {
      const parsed = parsePattern(atom.pattern, atom.flags);
      return "problem" in parsed ? [] : [{ node: anywhere(parsed.node), holds }];
    }
  }
}
