import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, HEAD } from "./values.ts";

/** Gets the commit without leaving the token behind for later steps. */
export function checkout(depth = 1): YamlMap {
  return {
    name: "Check out",
    uses: uses("actions/checkout"),
    with: { ref: expression(HEAD), "fetch-depth": depth, "persist-credentials": false },
  };
}
