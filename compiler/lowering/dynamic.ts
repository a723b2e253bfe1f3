import type { DeclaredScriptJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { DynamicMatrix } from "../graph/model/index.ts";
import { checked, type Scope } from "./report.ts";
import { whole } from "./rules/choices.ts";
import { keyName } from "./rules/names.ts";

/** Elements that GitHub takes in a list, and this machine too. */
const MOST_ELEMENTS = 256;

/** The list that a job's instances come from. */
export function lowerDynamic(
  scope: Scope,
  { dynamic, outputs }: DeclaredScriptJob<Location>,
): { readonly dynamic?: DynamicMatrix } {
  if (!dynamic) return {};
  const { from, keys, failFast = false, maxParallel } = dynamic;
  if (outputs.length > 0) scope.report.add("WB2107", { owner: scope.owner }, { at: scope.at });
  if (keys?.length === 0) checked(scope, "keys", "", keyName);
  return {
    dynamic: {
      from: { job: scope.names[from.job]!, name: from.name },
      ...(keys && { keys: [...new Set(keys.map((key) => checked(scope, "a key", key, keyName)))] }),
      failFast,
      ...(maxParallel !== undefined && { maxParallel: whole(scope, "maxParallel", maxParallel, [1, MOST_ELEMENTS]) }),
    },
  };
}
