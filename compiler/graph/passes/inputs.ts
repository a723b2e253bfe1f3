import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { secretName } from "../confidential.ts";
import type { StageGraph } from "../model/index.ts";
import { valuesOf } from "../walk.ts";

/** Jobs whose named inputs save nothing: what a secret opens is not among them, so a job that has one runs every time. */
export function checkInputs(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    if (job.kind !== "script" || !job.inputs) return [];
    const [secret] = valuesOf(job).flatMap((value) => secretName(value) ?? []);
    return secret === undefined ? [] : [diagnostic("WB2180", { job: job.id, secret }, { at: job.location })];
  });
}
