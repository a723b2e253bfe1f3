import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { idTokens } from "../confidential.ts";
import type { Job, StageGraph } from "../model/index.ts";
import { valuesOf } from "../walk.ts";

/** Caches that say nothing new, and those that say too much. */
export function checkCaches(graph: StageGraph): readonly Diagnostic[] {
  return [...unchanging(graph), ...poisonous(graph)];
}

/** Caches that a job reads which ships something, so that what earlier jobs left goes out with it. */
function poisonous(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    const reason = whyShips(job);
    if (job.kind !== "script" || reason === undefined) return [];
    const read = job.caches.filter((cache) => cache.policy !== "push");
    return read.map(({ prefix }) => diagnostic("WB2223", { job: job.id, reason, prefix }, { at: job.location }));
  });
}

/** Rights with which a job puts something where others take it from. */
const SHIPPING = ["attestations", "contents", "deployments", "packages", "pages"] as const;

function whyShips(job: Job): string | undefined {
  if (job.environment) return `works on the environment ${job.environment.name}`;
  const { permissions } = job;
  if (permissions === "write-all") return "may write everything";
  const right = typeof permissions === "object" && SHIPPING.find((scope) => permissions[scope] === "write");
  if (right) return `may write ${right}`;
  return idTokens(valuesOf(job)).length > 0 ? "has a token of its identity" : undefined;
}

/** Caches whose key never changes. */
function unchanging(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) =>
    job.kind !== "script"
      ? []
      : job.caches
          .filter((cache) => cache.keyFiles.length === 0 && !cache.name && cache.policy !== "pull")
          .map(({ prefix }) => diagnostic("WB2066", { prefix, job: job.id }, { at: job.location })),
  );
}
