import type { DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { cycles } from "../graph/cycles.ts";
import { inOrder as sorted } from "../graph/order.ts";
import type { Edge } from "./needs.ts";
import type { Report } from "./report.ts";

/** Each job after those it needs, in the author's order otherwise. Cycles are reported, each with all its edges. */
export function inOrder(
  report: Report,
  jobs: readonly DeclaredJob<Location>[],
  edges: ReadonlyMap<number, readonly Edge[]>,
): readonly DeclaredJob<Location>[] {
  const nodes = jobs.map((job) => ({
    id: String(job.id),
    needs: edges.get(job.id)!.map((edge) => ({ job: String(edge.job) })),
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
