import { ALWAYS, type Expr, or } from "../expr/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { triggerCondition } from "../graph/trigger-condition.ts";

/** The runs that a pipeline's triggers start, paths included. A pipeline without triggers starts on every run that is asked for. */
export function startCondition({ triggers }: StageGraph): Expr {
  return triggers.length === 0 ? ALWAYS : or(...triggers.map(triggerCondition));
}
