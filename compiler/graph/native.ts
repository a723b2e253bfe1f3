import type { Job, Native, NativeJob, StageGraph } from "./model/index.ts";
import type { ProviderFacts, ProviderTable } from "./provider.ts";

/** Native keys of a job that make what it does unknown, as `github.steps`. */
export const unknownKeys = (native: Native | undefined, providers: ProviderTable): readonly string[] =>
  harmful(native, providers, ({ job }) => job.harmless);

/** The same of a graph's file. */
export const unknownFileKeys = ({ native }: StageGraph, providers: ProviderTable): readonly string[] =>
  harmful(native, providers, ({ file }) => file.harmless);

function harmful(
  native: Native | undefined,
  providers: ProviderTable,
  harmless: (rules: ProviderFacts["native"]) => readonly string[],
): readonly string[] {
  return Object.entries(native ?? {}).flatMap(([name, keys]) => {
    const facts = providers[name];
    const known = facts ? harmless(facts.native) : [];
    return Object.keys(keys)
      .filter((key) => !known.includes(key))
      .map((key) => `${name}.${key}`);
  });
}

/** A job that only providers have, where a provider has none: it is left out of the graph. */
const isMissing = (job: Job, provider: string | undefined): job is NativeJob =>
  job.kind === "native" && (provider === undefined || job.native[provider] === undefined);

/** The jobs that a provider, or this machine, has no form of. */
export function missingNative({ jobs }: StageGraph, provider?: string): readonly NativeJob[] {
  return jobs.filter((job) => isMissing(job, provider));
}

/** The graph without them: what needs one goes on as if its condition had not held. */
export function withoutMissing(graph: StageGraph, provider?: string): StageGraph {
  const missing = new Set(missingNative(graph, provider).map(({ id }) => id));
  if (missing.size === 0) return graph;
  const jobs = graph.jobs
    .filter(({ id }) => !missing.has(id))
    .map((job): Job => ({ ...job, needs: job.needs.filter((need) => !missing.has(need.job)) }));
  const stages = graph.stages.filter((stage) => jobs.some((job) => job.stage === stage));
  return { ...graph, stages, jobs };
}
