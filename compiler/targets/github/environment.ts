import type { Job } from "../../graph/model/index.ts";
import type { Yaml } from "../yaml.ts";

/** A job's environment, where it has one. */
export function environmentKeys(job: Job): Yaml | undefined {
  const name = environmentOf(job);
  if (name === undefined) return undefined;
  return job.environment?.url === undefined ? name : { name, url: job.environment.url };
}

/** A manual job without an environment gets one of its own name, or of its matrix: only an environment can wait for a person. */
export function environmentOf(job: Job): string | undefined {
  if (job.environment || !job.manual) return job.environment?.name;
  return (job.kind === "script" && job.matrix?.id) || job.id;
}
