import { readsOutputs } from "../../compiler/expr/outputs.ts";
import type { Env, ImageReference, ScriptJob, Service, Step, Value } from "../../compiler/graph/model/index.ts";
import { type Digest, digestOf } from "../store/digest.ts";
import { waitsForSteps } from "../../compiler/graph/step-values.ts";
import { stepResidual, stepRuns } from "../values/step-condition.ts";
import { resolveValue, type ValueSources } from "../values/values.ts";

/**
 * Version of what a fingerprint is made from, and of how a job is run: to be raised whenever the same job on the same inputs
 * could end differently, for example when scripts get other shell options.
 */
const FORMAT = 2;

/** All that decides how a job ends, as digests by the words that people know it by: `the file src/a.ts`, `step 2`. */
export interface Fingerprint {
  /** What is the same for two runs that may share a result. */
  readonly whole: Digest;
  /** Of that, what is known before the jobs that it needs have run. */
  readonly early: Digest;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a fingerprint takes from outside the job. */
export interface FingerprintSources {
  readonly values: ValueSources;
  /** The executor and the system that it runs jobs on. */
  readonly platform: string;
  /** What an image is, whatever its tag says. */
  readonly image: (image: ImageReference) => string | undefined;
  /** Digest of the manifest of the files that its globs match. */
  readonly inputs: string;
  /** Digest of the artifacts that a need has left, or that it has left none. */
  readonly artifacts: (job: string) => string;
}

/** Undefined when an image is not known yet. */
export function fingerprintOf(job: ScriptJob, sources: FingerprintSources): Fingerprint | undefined {
  const images = [job.image, ...job.services.map(({ image }) => image)].map(sources.image);
  if (images.some((image) => image === undefined)) return undefined;
  const { early, late } = fieldsOf(job, sources);
  const fields = { ...early, ...late };
  return { whole: digestOf(canonical(fields)), early: digestOf(canonical(early)), fields };
}

/** Of a job whose images and needs are not known: what all its fingerprints have in common. */
export function earlyDigest(job: ScriptJob, sources: FingerprintSources): Digest {
  return digestOf(canonical(fieldsOf(job, sources).early));
}

/** Whether something is known only when a job that is needed has run. */
const comesLate = (value: Value | ImageReference) =>
  (value.kind === "text" ? value.parts : [value]).some(
    ({ kind }) => kind === "output" || kind === "image" || kind === "build",
  );

function fieldsOf(job: ScriptJob, sources: FingerprintSources) {
  const early: Record<string, string> = {};
  const late: Record<string, string> = {};
  const add = (name: string, value: unknown, isLate = false) => {
    (isLate ? late : early)[name] = digestOf(canonical(value));
  };
  const addEnv = (env: Env, whose: string) => {
    for (const [name, value] of Object.entries(env)) {
      const counted = value.kind === "step" ? value : resolveValue(value, sources.values);
      add(`the variable ${name}${whose}`, counted, comesLate(value));
    }
  };

  add("the format of results", FORMAT);
  // Programs of another system, or started by another executor, find another machine.
  add("the platform", sources.platform);
  // A tag can be moved: the image itself counts.
  add("the image", sources.image(job.image), comesLate(job.image));
  // What its author said it reads.
  add("the inputs", sources.inputs);
  // Every step has them, resolved: the branch, the outputs of needs and the image under test are here where they are used.
  addEnv(job.env, "");
  for (const [index, step] of job.steps.entries()) {
    // One that is passed over does nothing; which of them are may hang on outputs of needs.
    const isLate = step.when !== undefined && readsOutputs(step.when);
    // Where it waits for an earlier step, the condition itself counts, with what is known of the run.
    const condition = waitsForSteps(step) ? stepResidual(step, sources.values) : stepRuns(step, sources.values);
    const runs =
      typeof condition === "boolean" ? (condition ? stepOf(step) : "passed over") : [stepOf(step), condition];
    add(`step ${index + 1}`, runs, isLate);
    addEnv(step.env, ` of step ${index + 1}`);
  }
  // A step that was removed, or two that changed places.
  add("the number of steps", job.steps.length);
  for (const service of job.services) {
    const { image } = service;
    add(`the image of the service ${service.name}`, sources.image(image), comesLate(image));
    add(`the service ${service.name}`, serviceOf(service));
    addEnv(service.env, ` of the service ${service.name}`);
  }
  // In the order in which they are unpacked: of two files of one name the last one stays.
  for (const [index, need] of job.needs.filter(({ artifacts }) => artifacts).entries()) {
    add(`the artifacts of ${need.job}`, [index, sources.artifacts(need.job)], true);
  }
  // Which files are kept; for how long a provider does, and what it shows of them, is nothing to the job.
  const {
    retentionDays: _,
    retentionSeconds: ___,
    name: ____,
    exposeAs: _____,
    junit: __,
    ...artifacts
  } = job.artifacts ?? { junit: [] };
  add("the artifacts to keep", artifacts);
  // The rest of the job, so that what it may get one day counts until somebody has thought about it.
  for (const [name, value] of Object.entries(rest(job))) add(`the job's ${name}`, value);
  return { early, late };
}

/** What of a job is not counted as it stands, and why. */
const LEFT_OUT: Partial<Readonly<Record<keyof ScriptJob, string>>> = {
  image: "counted as what it is, not as what it is called",
  steps: "counted one by one",
  env: "counted resolved",
  services: "counted one by one",
  artifacts: "counted without what is a provider's alone",
  inputs: "counted as the files that they match",
  id: "a job that is renamed does the same",
  location: "a job that is moved does the same",
  conditionLocation: "where the condition is written",
  stage: "groups jobs, and nothing else",
  when: "decides whether it runs, not how it ends",
  timeout: "a success within a longer time is a success",
  retry: "a success at any attempt is a success",
  allowFailure: "says what a failure means, and failures are not kept",
  needs: "an order; what needs hand on is counted by its content",
  caches: "save time; a job that depends on what is in them is wrong on every provider",
  runner: "chooses a provider's machine",
  accept: "hides warnings of the compiler",
};

function rest(job: ScriptJob): object {
  return Object.fromEntries(Object.entries(job).filter(([name]) => !Object.hasOwn(LEFT_OUT, name)));
}

function stepOf(step: Step): object {
  // Its name is shown and nothing else; its environment is counted resolved, and so is its condition.
  const { name: _name, location: _location, env: _env, when: _when, conditionLocation: _, ...counted } = step;
  return counted;
}

function serviceOf(service: Service): object {
  const { location: _location, env: _env, image: _image, ...counted } = service;
  return counted;
}

/** JSON whose bytes do not depend on the order in which properties were set. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? "undefined"
  );
}
