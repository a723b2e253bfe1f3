import { secretName } from "../../compiler/graph/confidential.ts";
import { partsIn } from "../../compiler/graph/walk.ts";
import type { Job, ScriptJob } from "../../compiler/graph/model/index.ts";

/** Why a job is run every time, in words that go on from its name; undefined when it need not be. */
export function whyAlwaysRun(job: Job): string | undefined {
  if (job.kind === "deploy") return "is a deploy: what is live is looked at every time";
  if (job.kind === "build") return "builds an image: the builder itself keeps what is unchanged";
  if (job.kind === "native") return "only a provider has it";
  if (!job.inputs) return "does not name its inputs";
  if (job.image.kind === "machine") return "runs on the machine, whose programs are not known";
  if (job.finally) return "is final: how the run went is for it to see";
  if ([job, ...job.services].some(({ image }) => image.kind === "template")) {
    return "runs in an image whose name is put together in the run";
  }
  const secret = secretIn(job);
  return secret === undefined ? undefined : `is given the secret ${secret}`;
}

/**
 * What a secret opens is no input, and a digest of it would be a help to whoever wants to guess it: a job that is given one
 * is not kept.
 */
function secretIn(job: ScriptJob): string | undefined {
  const envs = [job.env, ...job.steps.map(({ env }) => env), ...job.services.map(({ env }) => env)];
  return envs.flatMap((env) =>
    Object.values(env)
      .flatMap(partsIn)
      .flatMap((value) => secretName(value) ?? []),
  )[0];
}

export type Cacheable = ScriptJob & { readonly inputs: readonly string[] };

export const isCacheable = (job: Job): job is Cacheable => whyAlwaysRun(job) === undefined;
