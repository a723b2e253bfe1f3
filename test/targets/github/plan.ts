import { spawnSync } from "node:child_process";
import type { ConditionFacts } from "../../../compiler/expr/facts.ts";
import type { PlanAtom } from "../../../compiler/targets/github/conditions/print.ts";
import { evaluate } from "../../../compiler/expr/index.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { printedConditions } from "../../../compiler/targets/github/exact-conditions.ts";
import { contextsOf, evaluateExpression } from "../../expr/github-evaluator/evaluate.ts";
import type { Plain } from "./reader.ts";

/** What the plan job would find, each of its tests done here. */
export function planOf(source: StageGraph, run: ConditionFacts): { readonly [output: string]: string } {
  const atoms = [...printedConditions(source).values()].flatMap((one) => ("plan" in one ? one.plan : []));
  return Object.fromEntries(atoms.map((atom) => [atom.output, String(holds(atom, run))]));
}

function holds(atom: PlanAtom, run: ConditionFacts): boolean {
  if (atom.kind === "changed") return evaluate({ op: "changed", globs: atom.globs }, run);
  const contexts = contextsOf(run, {}) as { readonly [name: string]: Plain };
  const env = Object.entries(atom.env).map(([name, text]) => [name, evaluateExpression(text, contexts).coerceString()]);
  const { status } = spawnSync("bash", ["-c", atom.test], { env: { ...Object.fromEntries(env), LC_ALL: "C.UTF-8" } });
  return status === 0;
}
