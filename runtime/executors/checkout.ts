import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";

/** Checkouts that this machine does not make: a job has the tree as it is here, in its own folder. */
export function checkoutRefusals({ jobs }: StageGraph): readonly Diagnostic[] {
  return jobs.flatMap((job) => {
    if (job.kind !== "script" || typeof job.checkout !== "object") return [];
    const { path, ref } = job.checkout;
    const option = path !== undefined ? "path" : ref ? "ref" : undefined;
    return option ? [diagnostic("WB4081", { job: job.id, option }, { at: job.location })] : [];
  });
}
