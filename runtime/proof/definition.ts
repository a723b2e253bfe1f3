import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { referencesOf } from "../../compiler/graph/references.ts";
import { type Digest, digestOf } from "../store/digest.ts";

/**
 * What each job of a graph is, as a digest: all that its author wrote, and the same of each job that hands it something.
 * Two results are results of the same job only where these agree.
 *
 * The image that a job runs in counts by the name of its build alone, because a result is known with the digest of its image.
 *
 * @example
 * ```ts
 * const same = definitions(before)("smoke") === definitions(now)("smoke");
 * ```
 */
export function definitions(graph: StageGraph): (job: string) => Digest {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const known = new Map<string, Digest>();
  const definition = (id: string): Digest => {
    const found = known.get(id);
    if (found) return found;
    const job = jobs.get(id);
    const handed = job ? [...handedTo(job)].sort().map((need) => [need, definition(need)]) : [];
    const made = digestOf(JSON.stringify([job ? written(job) : undefined, handed]));
    known.set(id, made);
    return made;
  };
  return definition;
}

/** Jobs whose artifacts, outputs or images a job is given, without the image that it runs in. */
function handedTo(job: Job): ReadonlySet<string> {
  const image = job.kind === "script" && job.image.kind === "build" ? job.image.job : undefined;
  const artifacts = job.needs.filter((need) => need.artifacts).map((need) => need.job);
  const references = referencesOf(job).filter(({ use, job }) => use !== "test" && !(use === "image" && job === image));
  return new Set([...artifacts, ...references.map((reference) => reference.job)]);
}

/** A job that is moved, or waits for others only for the order, does the same. */
function written({ needs, stage: _, accept: _accepted, ...job }: Job): unknown {
  const artifacts = needs.filter((need) => need.artifacts).map((need) => need.job);
  return ordered({ ...job, artifactsOf: artifacts });
}

/** The same text for the same job, however its properties are ordered and wherever it is written. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name, inner]) => !isPlace(name, inner));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, ordered(inner)]),
  );
}

/** A variable can be called `location` too. */
const isPlace = (name: string, value: unknown) =>
  (name === "location" || name === "conditionLocation") &&
  typeof value === "object" &&
  value !== null &&
  "line" in value;
