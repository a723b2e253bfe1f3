import type { Job, Native, NativeJob, StageGraph } from "./model/index.ts";

/** Keys of a job that say where and how long it runs, or what people see. All others may change what it does. */
const HARMLESS: Readonly<Record<keyof Native, readonly string[]>> = {
  github: ["name", "runs-on", "timeout-minutes", "concurrency", "permissions"],
  gitlab: ["tags", "interruptible", "resource_group", "coverage", "timeout"],
};

/** The same of a whole file. */
const HARMLESS_FILE: Readonly<Record<keyof Native, readonly string[]>> = {
  github: ["name", "run-name", "concurrency", "permissions"],
  gitlab: [],
};

const PROVIDERS = ["github", "gitlab"] as const satisfies readonly (keyof Native)[];

/** Keys of a provider's own that make what a job does unknown, as `github.steps`. */
export function unknownKeys(native: Native | undefined, harmless = HARMLESS): readonly string[] {
  return PROVIDERS.flatMap((provider) =>
    Object.keys(native?.[provider] ?? {})
      .filter((key) => !harmless[provider].includes(key))
      .map((key) => `${provider}.${key}`),
  );
}

/** The same of a graph's file. */
export const unknownFileKeys = ({ native }: StageGraph): readonly string[] => unknownKeys(native, HARMLESS_FILE);

/** A job that only providers have, where a provider has none: it is left out of the graph. */
const isMissing = (job: Job, provider: keyof Native | undefined): job is NativeJob =>
  job.kind === "native" && (provider === undefined || job[provider] === undefined);

/** The jobs that a provider, or this machine, has no form of. */
export function missingNative({ jobs }: StageGraph, provider?: keyof Native): readonly NativeJob[] {
  return jobs.filter((job) => isMissing(job, provider));
}

/** The graph without them: what needs one goes on as if its condition had not held. */
export function withoutMissing(graph: StageGraph, provider?: keyof Native): StageGraph {
  const missing = new Set(missingNative(graph, provider).map(({ id }) => id));
  if (missing.size === 0) return graph;
  const jobs = graph.jobs
    .filter(({ id }) => !missing.has(id))
    .map((job): Job => ({ ...job, needs: job.needs.filter((need) => !missing.has(need.job)) }));
  const stages = graph.stages.filter((stage) => jobs.some((job) => job.stage === stage));
  return { ...graph, stages, jobs };
}
