import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../model/index.ts";

/** Caches whose key never changes. */
export function checkCaches(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) =>
    job.kind !== "script"
      ? []
      : job.caches
          .filter((cache) => cache.keyFiles.length === 0 && cache.policy !== "pull")
          .map(({ prefix }) => diagnostic("WB2066", { prefix, job: job.id }, { at: job.location })),
  );
}
