import type { Env, ImageReference, Job, OutputValue, Value } from "../graph/model/index.ts";
import { conditionsOf, envsOf, imagesOf, kubeconfigOf, partsOf, variablesIn } from "../graph/references.ts";

/** Every value that a job reads while it runs. */
export function valuesOf(job: Job): readonly Value[] {
  const of = (env: Env) => Object.values(env);
  const login = job.kind === "script" || !job.login ? [] : [job.login.username, job.login.password];
  if (job.kind === "build") return [...of(job.env), ...login, ...of(job.secrets), ...(job.ssh ? [job.ssh] : [])];
  if (job.kind === "deploy") return [...of(job.env), ...of(kubeconfigOf(job)), ...login];
  return [
    ...of(job.env),
    ...job.steps.flatMap(envsOf).flatMap(of),
    ...job.services.flatMap((service) => of(service.env)),
    ...imagesOf(job).flatMap(partsOf),
  ];
}

/** Outputs of other jobs that a job reads while it runs, its condition and those of its steps included. */
export function outputsReadBy(job: Job): readonly OutputValue[] {
  return [...valuesOf(job), ...conditionsOf(job).flatMap(variablesIn)].filter(
    (value): value is OutputValue => value.kind === "output",
  );
}

/** Build jobs whose image a job runs in, names or ships. */
export function imagesReadBy(job: Job): ReadonlySet<string> {
  const built = (image: ImageReference) => (image.kind === "build" ? [image.job] : []);
  const own =
    job.kind === "deploy"
      ? [job.image]
      : job.kind === "script"
        ? [...built(job.image), ...job.services.flatMap((service) => built(service.image))]
        : [];
  return new Set([...own, ...valuesOf(job).flatMap((value) => (value.kind === "image" ? [value.job] : []))]);
}
