import { type Literal, variablesOf } from "./assume.ts";
import { testText } from "./evaluate.ts";
import { variableKey } from "./key.ts";
import type { Equal, Matches, TextTest, Variable } from "./model.ts";
import { anywhere, literal, parsePattern, type Requirement, witness } from "./regex/index.ts";
import { ANYTHING, sequence } from "./regex/node.ts";
import { formOf, isAlwaysSet, isPossible, RUN_VARIABLES, usualTexts } from "./run-variables.ts";

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
  const optional = group.every((one) =>
    one.kind === "run" ? RUN_VARIABLES[one.name].set === "maybe" : !isAlwaysSet(one),
  );
  if (optional && !avoid.includes(null) && tests.every(holdsUnset)) return { value: null };
  if (tests.some(({ atom, holds }) => atom.op === "equal" && atom.value === null && holds)) return "none";
  const allowed = (text: string) => !avoid.includes(text) && tests.every((test) => holdsOn(test, text));
  const fixed = tests.find(({ atom, holds }) => atom.op === "equal" && holds);
  if (fixed) {
    const text = (fixed.atom as Equal).value ?? "";
    return allowed(text) && isPossibleFor(group, text) ? { value: text } : "none";
  }
  const isFit = (text: string) => text !== "" && allowed(text) && isPossibleFor(group, text);
  const guess = [...group.flatMap(usualTexts), ...named(assembled(tests))].find(isFit);
  if (guess !== undefined) return { value: guess };
  const unlike = avoid.filter((text) => text !== null).map((text) => ({ node: literal(text), holds: false }));
  const found = witness([...tests.flatMap(requirement), ...unlike, ...domain(group)]);
  return typeof found === "string" ? found : { value: named(found.text).find(isFit) ?? found.text };
}

/** Git has no names that end in `/`, so an example continues after it where that changes nothing. */
const named = (text: string): readonly string[] => (text.endsWith("/") ? [`${text}a`, text] : [text]);

const holdsUnset = ({ atom, holds }: Test) => (atom.op === "equal" && atom.value === null) === holds;

function holdsOn({ atom, holds }: Test, text: string): boolean {
  return (atom.op === "equal" ? atom.value === text : testText(atom, text)) === holds;
}

const domain = (group: readonly Variable[]): readonly Requirement[] =>
  group.flatMap((variable) => {
    const node = formOf(variable);
    return node ? [{ node, holds: true }] : [];
  });
const isPossibleFor = (group: readonly Variable[], text: string) => group.every((one) => isPossible(one, text));

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
