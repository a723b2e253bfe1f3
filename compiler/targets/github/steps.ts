import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, grouped, HEAD } from "./values.ts";

/** A step that runs only where this holds too. */
export function onlyIf(text: string, { name, id, if: own, ...rest }: YamlMap): YamlMap {
  const inner = typeof own === "string" ? own.slice(4, -3) : undefined;
  return { name, id, if: expression(inner ? `${grouped(inner)} && ${text}` : text), ...rest };
}

/** The checkout as GitHub has it where nothing else is said: of a pull request its merge commit, with the token for git. */
export const plainCheckout = (): YamlMap => ({ uses: uses("actions/checkout") });

/** Gets the commit without leaving the token behind for later steps. */
export function checkout(depth = 1): YamlMap {
  return {
    name: "Check out",
    uses: uses("actions/checkout"),
    with: { ref: expression(HEAD), "fetch-depth": depth, "persist-credentials": false },
  };
}
