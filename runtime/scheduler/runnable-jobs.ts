import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { RunFacts } from "../../compiler/expr/model.ts";
import { readsOutputs } from "../../compiler/expr/outputs.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { needsApproval } from "./skip-reason.ts";

/**
 * The jobs that may run, before any has: selected, approved where they are manual or deploy, with a condition that holds (or depends on outputs), and with every
 * gate possible too. What only other jobs would need is not asked of the user.
 */
export function possibleJobs(
  graph: StageGraph,
  facts: RunFacts,
  chosen: { readonly selected?: ReadonlySet<string> | undefined; readonly approved: ReadonlySet<string> },
): ReadonlySet<string> {
  const possible = new Set<string>();
  const { selected, approved } = chosen;
  for (const job of graph.jobs) {
    if (needsApproval(job) && !approved.has(job.id)) continue;
    if (selected && !selected.has(job.id)) continue;
    if (!readsOutputs(job.when) && !evaluate(job.when, facts)) continue;
    if (job.needs.every((need) => !need.gate || possible.has(need.job))) possible.add(job.id);
  }
  return possible;
}

/** The jobs of these names with all that they need. Names that are not in the graph are left out. */
export function withNeeds(graph: StageGraph, names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names);
  const selected = new Set<string>();
  // The graph's order is topological, so from its end each job comes before what it needs.
  for (const job of [...graph.jobs].reverse()) {
    if (!wanted.has(job.id)) continue;
    selected.add(job.id);
    for (const need of job.needs) wanted.add(need.job);
  }
  return selected;
}
