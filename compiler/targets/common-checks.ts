import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { secretName } from "../graph/confidential.ts";
import { factsOf } from "../graph/destination-facts.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import { valuesOf } from "../graph/walk.ts";

/** What neither provider can express, or should be told. */
export function commonProblems(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => [...secretNames(job), ...passwords(job), ...engines(job)]);
}

/**
 * Both providers keep secrets under names that are environment variables. GITHUB_TOKEN is there in every job of GitHub, with
 * the rights that the job asks for.
 */
function secretNames(job: Job): readonly Diagnostic[] {
  const names = valuesOf(job).flatMap((value) => secretName(value) ?? []);
  return [...new Set(names)]
    .filter((name) => name !== "GITHUB_TOKEN" && !/^(?!GITHUB_)[A-Za-z_]\w*$/.test(name))
    .map((secret) => diagnostic("WB3001", { job: job.id, secret }, { at: job.location }));
}

/** A password in the file would be read by all who can read the repository. */
function passwords(job: Job): readonly Diagnostic[] {
  if (job.kind !== "build" || job.login?.password.kind !== "literal") return [];
  return [diagnostic("WB3006", { job: job.id }, { at: job.location })];
}

/** A hosted runner's own engine ends with the job, so what was deployed there is gone. */
function engines(job: Job): readonly Diagnostic[] {
  if (job.kind !== "deploy" || job.env.DOCKER_HOST) return [];
  const { onEngine, place } = factsOf(job.to);
  if (!onEngine || place()) return [];
  return [diagnostic("WB3017", { job: job.id }, { at: job.location })];
}
