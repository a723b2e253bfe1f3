import { isGitHubOnly } from "../../compiler/graph/action-fallback.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { Step } from "../../compiler/graph/model/index.ts";
import { variablesIn } from "../../compiler/graph/references.ts";
import type { ValueSources } from "./values.ts";

/** Whether a step can run here and its condition holds, once the jobs have run whose outputs it asks. */
export function stepRuns({ run, when }: Step, { facts, output }: ValueSources): boolean {
  if (isGitHubOnly({ run })) return false;
  if (!when) return true;
  const outputs: Record<string, Record<string, string>> = {};
  for (const variable of variablesIn(when)) {
    if (variable.kind !== "output") continue;
    outputs[variable.job] = {
      ...outputs[variable.job],
      [variable.name]: output(variable.job, variable.name) ?? "",
    };
  }
  return evaluate(when, { ...facts, outputs });
}
