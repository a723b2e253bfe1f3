import type { BuildJob, DeployJob, Env, ImageReference, Job, Login, Step, TextValue, Value } from "./model/index.ts";

/** Every image that a job names: what it and its services run in, and what the commands of its deploy run in. */
export function imagesOf(job: Job): readonly ImageReference[] {
  const images: ImageReference[] = [];
  mapImages(job, (image) => {
    images.push(image);
    return image;
  });
  return images;
}

/** The job with another image in each place. A new place for an image is a line here. */
export function mapImages<J extends Job>(job: J, map: <I extends ImageReference>(image: I) => I): J;
export function mapImages(job: Job, map: <I extends ImageReference>(image: I) => I): Job {
  switch (job.kind) {
    case "script": {
      const image = map(job.image);
      return { ...job, image, services: job.services.map((service) => ({ ...service, image: map(service.image) })) };
    }
    case "deploy":
      return job.to.kind === "command" ? { ...job, to: { ...job.to, image: map(job.to.image) } } : job;
    case "build":
    case "native":
      return job;
  }
}

/** Every value that a job is given, wherever it stands. A new place for a value is a line here. */
export function valuesOf(job: Job): readonly Value[] {
  return placedValues(job).flatMap(partsIn);
}

function placedValues(job: Job): readonly Value[] {
  const credentials = loginOf(job);
  const login = credentials ? [credentials.username, credentials.password] : [];
  switch (job.kind) {
    case "build":
      return [...of(job.env), ...login, ...of(job.secrets), ...(job.ssh ? [job.ssh] : []), ...publicValuesOf(job)];
    case "deploy":
      return [...of(job.env), ...of(kubeconfigOf(job)), ...login];
    case "script":
      return [
        ...of(job.env),
        ...job.steps.flatMap(envsOf).flatMap(of),
        ...job.services.flatMap(({ env }) => of(env)),
        ...imagesOf(job).flatMap(partsOf),
        ...(job.artifacts?.name ? [job.artifacts.name] : []),
        ...job.caches.flatMap(({ name, fallback = [] }) => (name ? [name, ...fallback] : [])),
        ...(typeof job.checkout === "object" && job.checkout.ref ? [job.checkout.ref] : []),
      ];
    case "native":
      return [];
  }
}

/** Values that the image of a build shows: its arguments, its labels, and what its tags are put together of. */
function publicValuesOf({ args, labels = {}, tagTemplates = [] }: BuildJob): readonly Value[] {
  return [...of(args), ...of(labels), ...tagTemplates.flatMap(({ parts }) => parts)];
}

/** The credentials of a registry that a build or a deploy has. */
export function loginOf(job: Job): Login | undefined {
  return job.kind === "build" || job.kind === "deploy" ? job.login : undefined;
}

const of = (env: Env): readonly Value[] => Object.values(env);

/** What a value is put together of: the parts of a text, else the value alone. */
export const partsIn = (value: Value): readonly Exclude<Value, TextValue>[] =>
  value.kind === "text" ? value.parts : [value];

/** Values that the name of an image is put together of. */
export function partsOf(image: ImageReference): readonly Value[] {
  return image.kind === "template" ? image.parts : [];
}

/** What a step is given: variables, inputs of an action, and variables of what runs in its place. */
export function envsOf({ env, run }: Step): readonly Env[] {
  return run.kind === "action" ? [env, run.with, run.fallback?.env ?? {}] : [env];
}

/** The variable by which a deploy finds the kubeconfig that it is given. */
export function kubeconfigOf({ to }: DeployJob): Env {
  return to.kind === "kubernetesRollout" && to.kubeconfig ? { KUBECONFIG: to.kubeconfig } : {};
}
