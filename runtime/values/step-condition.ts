import { isGitHubOnly } from "../../compiler/graph/action-fallback.ts";
import { type Atom, substitute, variablesOf } from "../../compiler/expr/assume.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import { ALWAYS, type Expr, NEVER } from "../../compiler/expr/model.ts";
import { simplify } from "../../compiler/expr/simplify.ts";
import type { Step } from "../../compiler/graph/model/index.ts";
import { variablesIn } from "../../compiler/graph/references.ts";
import type { ValueSources } from "./values.ts";

/** Whether a step can run here and its condition holds, once what has run whose outputs it asks. */
export function stepRuns({ run, when }: Pick<Step, "run" | "when">, sources: ValueSources): boolean {
  const { facts, output } = sources;
  if (isGitHubOnly({ run })) return false;
  if (!when) return true;
  const outputs: Record<string, Record<string, string>> = {};
  const steps: Record<string, Record<string, string>> = {};
  for (const variable of variablesIn(when)) {
    if (variable.kind === "step") {
      const { step, name } = variable;
      steps[step] = { ...steps[step], [name]: sources.step?.(step, name) ?? "" };
    }
    if (variable.kind !== "output") continue;
    outputs[variable.job] = {
      ...outputs[variable.job],
      [variable.name]: output(variable.job, variable.name) ?? "",
    };
  }
  return evaluate(when, { ...facts, outputs, steps });
}

/** What is left of the condition of a step that waits for earlier ones; a constant where it cannot run, or the run alone decides. */
export function stepResidual({ run, when }: Pick<Step, "run" | "when">, sources: ValueSources): Expr | boolean {
  if (isGitHubOnly({ run })) return false;
  const known = (atom: Atom) => {
    if (variablesOf(atom).some(({ kind }) => kind === "step")) return undefined;
    return stepRuns({ run, when: atom }, sources) ? ALWAYS : NEVER;
  };
  const left = simplify(substitute(when ?? ALWAYS, known));
  return left.op === "constant" ? left.value : left;
}
