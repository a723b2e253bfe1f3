import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../model/index.ts";
import { valuesOf } from "../references.ts";

/** Jobs whose named inputs save nothing: what a secret opens is not among them, so a job that has one runs every time. */
export function checkInputs(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    if (job.kind !== "script" || !job.inputs) return [];
    const secret = valuesOf(job).find(({ value }) => value.kind === "secret")?.value;
    if (secret?.kind !== "secret") return [];
    return [diagnostic("WB2180", { job: job.id, secret: secret.name }, { at: job.location })];
  });
}
