import type { ScriptJob, StageGraph } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, grouped, HEAD, literal, valueText } from "./values.ts";

/** A step that runs only where this holds too. */
export function onlyIf(text: string, { name, id, if: own, ...rest }: YamlMap): YamlMap {
  const inner = typeof own === "string" ? own.slice(4, -3) : undefined;
  return { name, id, if: expression(inner ? `${grouped(inner)} && ${text}` : text), ...rest };
}

/** The sources of a job, as its author wants them. GitHub's own defaults are not said. */
export function jobCheckout({ checkout, image }: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  if (checkout === "none") return [];
  const { depth, tags, submodules, lfs, path, ref, pullRequest, persistCredentials } = checkout ?? {};
  const isMachine = image.kind === "machine";
  const given: YamlMap = {
    ref: ref ? valueText(ref, graph) : pullRequest === "head" ? expression(HEAD) : undefined,
    path: path === undefined ? undefined : literal(path),
    "fetch-depth": depth === 1 ? undefined : depth,
    "fetch-tags": tags,
    submodules: submodules && (submodules === "direct" ? true : "recursive"),
    lfs: lfs || undefined,
    "persist-credentials": (persistCredentials ?? isMachine) ? undefined : false,
  };
  const isEmpty = Object.values(given).every((value) => value === undefined);
  return [
    { name: isMachine ? undefined : "Check out", uses: uses("actions/checkout"), with: isEmpty ? undefined : given },
  ];
}

/** Gets the commit without leaving the token behind for later steps. */
export function checkout(depth = 1): YamlMap {
  return {
    name: "Check out",
    uses: uses("actions/checkout"),
    with: { ref: expression(HEAD), "fetch-depth": depth, "persist-credentials": false },
  };
}
