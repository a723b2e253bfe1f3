import type {
  CallSite,
  Condition,
  ConditionProblem,
  NoPipeline,
  Wire,
  WireNode,
  WireValue,
} from "../../authoring/internal.ts";
import type { Location } from "../../diagnostics/index.ts";
import type { Positions } from "./positions.ts";

interface Places {
  /** What the marks of conditions stand for. */
  readonly places: readonly Location[];
  /** Where what no file of the user's made is placed: the pipeline's beginning. */
  readonly otherwise: Location;
}

/**
 * What the sandbox has encoded, with the places of the bundle mapped to the user's files. Undefined where it is something
 * else: the pipeline has then changed what the encoder relies on.
 */
export function decoded(json: string, positions: Positions, places: Places): Wire<Location> | NoPipeline | undefined {
  const wire = parsed(json);
  if (typeof wire !== "object" || wire === null) return undefined;
  if ("problem" in wire) return wire;
  if (!Array.isArray(wire.nodes) || !Array.isArray(wire.pipelines) || !wire.nodes.every(isObject)) return undefined;
  return { ...wire, nodes: wire.nodes.map((node) => located(node, positions, places) as WireNode<Location>) };
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(json: string): Wire<CallSite> | NoPipeline | null {
  try {
    return JSON.parse(json) as Wire<CallSite> | NoPipeline | null;
  } catch {
    return null;
  }
}

function located(value: WireValue<CallSite>, positions: Positions, places: Places): WireValue<Location> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((part: WireValue<CallSite>) => located(part, positions, places));
  if ("$at" in value) return { $at: positions(value.$at as CallSite) ?? places.otherwise };
  if ("$when" in value) return { $when: placed(value.$when as Condition<CallSite>, places) };
  const entries = Object.entries(value).map(([name, part]) => [name, located(part, positions, places)]);
  return Object.fromEntries(entries) as WireValue<Location>;
}

function placed(condition: Condition<CallSite>, { places, otherwise }: Places): Condition<Location> {
  if (condition.kind === "problems") return condition;
  const { mark, at: _, ...rest } = condition;
  return mark === undefined ? rest : { ...rest, at: places[mark] ?? otherwise };
}

/** The conditions that cannot be lowered, each with the place of the node that has it. */
export function unreadConditions(
  wire: Wire<Location>,
): readonly { readonly problems: readonly ConditionProblem[]; readonly at?: Location }[] {
  return wire.nodes.flatMap((node) => {
    const { at } = node;
    const place = typeof at === "object" && at !== null && "$at" in at ? { at: at.$at as Location } : {};
    return conditionsIn(node).flatMap((condition) =>
      condition.kind === "problems" ? [{ problems: condition.problems, ...place }] : [],
    );
  });
}

function conditionsIn(value: WireValue<Location>): readonly Condition<Location>[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(conditionsIn);
  if ("$when" in value) return [value.$when as Condition<Location>];
  return Object.values(value).flatMap(conditionsIn);
}
