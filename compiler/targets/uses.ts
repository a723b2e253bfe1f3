import type { ImageReference, Job, OutputValue } from "../graph/model/index.ts";
import { conditionsOf, variablesIn } from "../graph/references.ts";
import { valuesOf } from "../graph/walk.ts";

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
