import type { CallSite } from "../../authoring/call-site.ts";
import type { Described } from "../../authoring/internal.ts";
import type { Location } from "../../diagnostics/index.ts";
import type { Positions } from "./positions.ts";

/**
 * Documents with the places of the bundle mapped to the user's files. A place is whatever stands under `at` and has a line;
 * the marks of conditions are numbers, and stand for one of `places`. What no file of the user's made is placed at the pipeline's beginning.
 */
export function located(
  described: Described<CallSite>,
  positions: Positions,
  { places, otherwise }: { readonly places: readonly Location[]; readonly otherwise: Location },
): Described<Location> {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => {
      if (name === "at" && isPlace(inner)) return [name, positions(inner) ?? otherwise];
      return name === "mark" ? ["at", places[inner] ?? otherwise] : [name, visit(inner)];
    });
    return Object.fromEntries(entries);
  };
  return visit(described) as Described<Location>;
}

const isPlace = (value: unknown): value is CallSite =>
  typeof value === "object" && value !== null && "line" in value && "column" in value;
