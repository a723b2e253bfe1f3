import type { Job } from "../../graph/model/index.ts";
import type { Yaml, YamlMap } from "../yaml.ts";

/** The environment of jobs that read secrets and name none. */
export const SECRETS_ENVIRONMENT = "ci";

/**
 * A job's environment. One that reads secrets always has one, so that a project can keep them where only such jobs get
 * them, and say which branches may; a secret of the repository is found from there too (docs: actions, managing environments
 * for deployment). No deployment is recorded for it.
 */
export function environmentKeys(job: Job, keys: YamlMap): Yaml | undefined {
  const name = environmentOf(job);
  if (name !== undefined) return { name, url: job.environment?.url };
  return readsSecrets(keys) ? { name: SECRETS_ENVIRONMENT, deployment: false } : undefined;
}

/** A manual job without an environment gets one of its own name, or of its matrix: only an environment can wait for a person. */
export function environmentOf(job: Job): string | undefined {
  if (job.environment || !job.manual) return job.environment?.name;
  return (job.kind === "script" && job.matrix?.id) || job.id;
}

/** Asked of what is emitted: no text of the author has an expression in it. */
function readsSecrets(keys: YamlMap): boolean {
  return JSON.stringify(keys).includes("${{ secrets.");
}
