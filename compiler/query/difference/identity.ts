import type { Job, StageGraph } from "../../graph/model/index.ts";

/** A value without what says where it is written: what a job is, and not where it stands. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "location" && key !== "conditionLocation");
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutPlaces(one)]));
}

/** Equal for values that mean the same, whatever the order of their fields. */
export function contentKey(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/**
 * Jobs that have another name now, by their earlier one: a job that is gone and one that is new, whose content is the same
 * and that no other job could be taken for.
 */
export function renamedJobs(before: StageGraph, after: StageGraph): ReadonlyMap<string, string> {
  const [old, now] = [new Set(before.jobs.map(({ id }) => id)), new Set(after.jobs.map(({ id }) => id))];
  const gone = before.jobs.filter(({ id }) => !now.has(id));
  const added = after.jobs.filter(({ id }) => !old.has(id));
  const renamed = new Map<string, string>();
  const candidates = new Map<string, Job[]>();
  for (const job of added) {
    const key = content(job);
    candidates.set(key, [...(candidates.get(key) ?? []), job]);
  }
  for (const job of gone) {
    const same = gone.filter((one) => content(one) === content(job));
    const others = candidates.get(content(job)) ?? [];
    if (same.length === 1 && others.length === 1 && others[0]) renamed.set(job.id, others[0].id);
  }
  return renamed;
}

/** What a job does, without its name and its place among the others. */
function content(job: Job): string {
  const { id: _id, stage: _stage, needs: _needs, when: _when, ...rest } = job;
  return contentKey(withoutReferences(withoutPlaces(rest)));
}

/** Jobs that it refers to may have other names too. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === "job" || key === "by" ? "" : withoutReferences(one)]),
  );
}

/** A graph in which jobs have the names that they will have. */
export function withNames(graph: StageGraph, names: ReadonlyMap<string, string>): StageGraph {
  if (names.size === 0) return graph;
  const name = (id: string) => names.get(id) ?? id;
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return ["job", "by", "jobs"].includes(key) ? name(value) : value;
    if (Array.isArray(value)) return value.map((one) => visit(one, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, visit(one, field)]));
  };
  const jobs = graph.jobs.map((job) => {
    const named = visit({ ...job, id: name(job.id) }, "") as Job;
    return named.kind === "deploy" ? { ...named, image: name(named.image) } : named;
  });
  return { ...graph, jobs };
}
