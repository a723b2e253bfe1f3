import { defined } from "../graph/model/defined.ts";
import type { Checkout, ScriptJob } from "../graph/model/index.ts";
import type { Reader } from "./reader.ts";
import { path, tidy } from "./rules/paths.ts";
import { readValue } from "./values.ts";

/** How the sources come into a job; undefined: it does not say. */
export function readCheckout(job: Reader): ScriptJob["checkout"] {
  if (!job.has("checkout")) return undefined;
  if (job.get("checkout") === false) return "none";
  const from = job.inner("checkout");
  const isFull = from.get("depth") === "full";
  const depth = isFull ? 0 : from.whole("depth", [1, 1_000_000]);
  const folder = from.optionalText("path", path);
  const checkout: Checkout = {
    ...defined({
      depth,
      tags: from.flag("tags") ? (true as const) : undefined,
      submodules: readSubmodules(from),
      lfs: from.flag("lfs"),
      path: folder === undefined ? undefined : tidy(folder),
      ref: from.has("ref") ? readValue(from, from.field("ref"), from.get("ref")) : undefined,
      pullRequest: from.has("pullRequest") ? from.choice("pullRequest", ["merge", "head"]) : undefined,
      persistCredentials: from.flag("persistCredentials"),
    }),
  };
  return Object.keys(checkout).length > 0 ? checkout : undefined;
}

function readSubmodules(from: Reader): Checkout["submodules"] {
  if (from.get("submodules") === "recursive") return "recursive";
  return from.flag("submodules") ? "direct" : undefined;
}
