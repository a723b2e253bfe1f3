import { cycles } from "../graph/cycles.ts";
import { inOrder as sorted } from "../graph/order.ts";
import type { Draft, Edge } from "./draft.ts";
import type { Report } from "./scope.ts";

/** Each job after those it needs, in the author's order otherwise. Cycles are reported, each with all its edges. */
export function inOrder(
  report: Report,
  jobs: readonly Draft[],
  edges: ReadonlyMap<number, readonly Edge[]>,
): readonly Draft[] {
  const nodes = jobs.map((job) => ({
    id: String(job.number),
    needs: edges.get(job.number)!.map((edge) => ({ job: String(edge.job) })),
  }));
  const of = (id: string) => jobs[Number(id)]!;
  for (const cycle of cycles(nodes)) {
    const related = cycle.map((id, index) => ({
      message: `${of(id).name} needs ${of(cycle[(index + 1) % cycle.length]!).name}`,
      at: of(id).at,
    }));
    const names = [...cycle, cycle[0]!].map((id) => of(id).name);
    report.add("WB2025", { cycle: names.join(" -> ") }, { at: of(cycle[0]!).at, related });
  }
  return sorted(nodes).map(({ id }) => of(id));
}
