import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, alwaysTrue, and, describe, type Expr, exprKey, neverTrue } from "../../expr/index.ts";
import type { StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";
import { startedRuns } from "../started.ts";

/** Jobs that no run can have, and conditions that say nothing. */
export function checkConditions(graph: StageGraph): readonly Diagnostic[] {
  const present = presence(graph);
  const started = startedRuns(graph);
  const never = remembered(neverTrue);
  const always = remembered(alwaysTrue);
  return graph.jobs.flatMap((job) => {
    const values = () => ({ job: job.id, condition: describe(job.when) });
    const at = { at: job.location };
    if (never(job.when)) return [diagnostic("WB2060", values(), at)];
    const condition = present.get(job.id) ?? ALWAYS;
    if (graph.triggers.length > 0 && never(and(started, condition))) {
      return [diagnostic("WB2062", { job: job.id, condition: describe(condition) }, at)];
    }
    const isWritten = job.when.op !== "constant";
    return isWritten && always(job.when) ? [diagnostic("WB2061", values(), at)] : [];
  });
}

/** Thousands of jobs share a few conditions. */
function remembered(decide: (expr: Expr) => boolean): (expr: Expr) => boolean {
  const answers = new Map<string, boolean>();
  return (expr) => {
    const key = exprKey(expr);
    const answer = answers.get(key) ?? decide(expr);
    answers.set(key, answer);
    return answer;
  };
}
