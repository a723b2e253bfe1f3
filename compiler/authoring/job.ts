import type { ProviderName } from "../targets/names.ts";
import type { Accept } from "./accept.ts";
import type { PipelineCall } from "./call-pipeline.ts";
import { callSite } from "./call-site.ts";
import type { Checkout } from "./checkout.ts";
import type { ControlOptions, Retry } from "./control.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";
import type { Env } from "./env.ts";
import type { ArtifactOptions, Artifacts, Cache } from "./files.ts";
import { elementsOf, propertiesOf } from "./given.ts";
import type { BuiltImage } from "./image.ts";
import type { ImageName } from "./image-name.ts";
import type { NativeOptions } from "./native.ts";
import { type IdToken, type Output, reference, type Secret, type SecretFile } from "./reference.ts";
import type { Predicate } from "./run.ts";
import type { Service } from "./service.ts";
import type { Shell, script, sh, Step } from "./step.ts";

/** Anything that a pipeline runs and that other jobs can need: a script job, the build of an image, a deployment. */
export interface Job extends Declared<Declaration<string, object>> {
  readonly name: string;
}

declare const inside: unique symbol;

/** What of another job's type says where it runs. */
export type Placed<J> = J extends { readonly [inside]: infer Where } ? { readonly [inside]: Where } : object;

/** A job whose steps run inside the image of that name. Made by `job(name, { image: app, ... })`. */
export interface JobIn<ImageName extends string> extends Job {
  readonly [inside]: ImageName;
}

type Inside<Image> =
  Image extends BuiltImage<infer Name>
    ? Name
    : "this job runs in another image: a test runs inside the image it tests, so give it image: (the built image)";

/** A job of steps, with its outputs by name. */
export interface ScriptJob<Outputs extends string, Image> extends Job {
  /** Values that its steps set, for the environment, scripts and conditions of other jobs. */
  readonly outputs: { readonly [Name in Outputs]: Output };
  readonly [inside]: Inside<Image>;
}

/** A job that keeps files. Other jobs list `artifacts` in their `downloads`. */
export interface WithArtifacts {
  readonly artifacts: Artifacts;
}

/** The options that every kind of job has: needs, condition, time limit and control. */
export interface NodeOptions extends ControlOptions {
  /**
   * Jobs that must finish before this job. Jobs whose image, output, artifacts or test result this job uses are needed
   * automatically. The list is read when the pipeline is declared.
   */
  readonly needs?: readonly (Job | PipelineCall)[];
  /** Runs the job only if this condition holds. Default: always. */
  readonly when?: Predicate;
  /** Warnings about this job to hide, each with a reason. Default: none. */
  readonly accept?: Accept;
  /** Keys for one provider only. With keys that may change what runs, the job does not count as a test. */
  readonly native?: NativeOptions;
  /**
   * The name that the providers show: the job's name on GitLab, the name of its check on GitHub. Default: the job's name.
   *
   * @example
   * ```ts
   * const tests = matrix("tests", { axes: { node: ["20", "22"] } }, ({ node }) => ({
   *   title: `Node ${node} / tests`,
   *   image: `node:${node}`,
   *   steps: [sh`npm test`],
   * }));
   * ```
   */
  readonly title?: string;
  /**
   * The stage of the job on GitLab, one of the pipeline's `stages`. A job with a stage and without `needs` needs the jobs of
   * all earlier stages. Default: a stage for each level of the graph.
   */
  readonly stage?: string;
  /** How long the job may run, without waiting time. Default: the provider's limit, and `"1 hour"` on this machine. */
  readonly timeout?: Duration;
}

/** Labels of a GitHub runner and tags of a GitLab runner. A provider without an entry uses its standard runner. */
export type Machine = { readonly [Provider in ProviderName]?: string | readonly string[] };

/** What a job can run in. */
export type AnyImage = string | BuiltImage<string> | ImageName;

/** See {@link job}. */
export interface JobOptions<Outputs extends string, Paths extends string, Image> extends NodeOptions {
  /**
   * The image that the steps run in: a name, an image that this pipeline builds, or a name from {@link imageName}. A job has
   * either an image or a `machine`.
   */
  readonly image?: Image;
  /**
   * Runs the steps on the provider's machine and with its programs, instead of in an image. The value is the label of the
   * GitHub runner, which is also the tag of the GitLab runner, or an object with one for each provider. `"default"` is the
   * provider's standard runner, on GitLab in the default image of the runner. `waybill run` runs the job as processes of this
   * machine, in a private copy of the sources; the label must name the operating system of this machine.
   *
   * @example
   * ```ts
   * const unit = job("unit", { machine: "ubuntu-24.04", steps: [sh`make test`] });
   * const mac = job("mac", { machine: { github: "macos-15", gitlab: ["saas-macos-medium-m1"] }, steps: [sh`make test`] });
   * ```
   */
  readonly machine?: string | Machine;
  /** The steps, which run in order until one fails, each as a separate process. */
  readonly steps: readonly Step[];
  /**
   * How the job gets the sources. With `false` it has no sources, and starts in an empty folder.
   *
   * @example
   * ```ts
   * job("version", { image: "alpine/git:2.49.0", checkout: { depth: "full", tags: true }, steps: [sh`git describe`] });
   * job("notify", { image: "curlimages/curl:8.11.1", checkout: false, steps: [sh`curl https://example.com/hook`] });
   * ```
   */
  readonly checkout?: false | Checkout;
  /** Environment variables of every step. */
  readonly env?: Env;
  /** Secrets, secret files and id tokens that every step gets, as variables of the same names. */
  readonly secrets?: readonly (Secret | SecretFile | IdToken)[];
  /** Folders to keep for later runs. */
  readonly cache?: Cache | readonly Cache[];
  /**
   * Files of the repository that the result depends on: globs (`*`, `**`) and paths, relative to the checkout; a folder
   * includes everything in it. `waybill run` does not run the job again while these files, its steps, its image, its
   * environment and its inputs from other jobs are the same as when it last succeeded. Instead, it restores the log, outputs
   * and artifacts. `[]`: the job reads no files. Default: unknown, so the job runs every time. Providers always run it.
   *
   * @example
   * ```ts
   * const lint = job("lint", { image: "node:20", inputs: ["src", "*.json", "package-lock.json"], steps: [sh`npm ci && npm run lint`] });
   * ```
   */
  readonly inputs?: readonly string[];
  /** Files to keep: their paths, or an object with more options. */
  readonly artifacts?: readonly Paths[] | ArtifactOptions<Paths>;
  /** Artifacts of other jobs, copied into the working directory before the first step. `"all"`: the artifacts of all jobs in earlier stages. */
  readonly downloads?: readonly Artifacts[] | "all";
  /**
   * Names of the outputs of the job. A step sets an output by appending `name=value` to the file `$WAYBILL_OUTPUT`, or
   * `name<<END`, the lines and `END` for a value with several lines. Or an object that makes outputs of steps outputs of the job:
   * its keys are the names for other jobs. The limit is 1 MiB. Default: none.
   *
   * @example
   * ```ts
   * const version = step("version", sh`echo "next=$(./next-version)" >> "$WAYBILL_OUTPUT"`, { outputs: ["next"] });
   * const plan = job("plan", { image: "node:22", steps: [version], outputs: { version: version.outputs.next } });
   * ```
   */
  readonly outputs?: readonly Outputs[] | { readonly [Name in Outputs]: Output };
  /** Containers that run next to the job. Steps reach them by their names. */
  readonly services?: readonly Service[];
  /**
   * Runs the job after the jobs that it needs have ended, whatever their results, and also when the run is stopped. Without
   * `needs`, it runs after all other jobs. It does not wait for jobs that wait for a person. `runFacts.status` contains the
   * result. Default: false.
   *
   * @example
   * ```ts
   * job("notify", { image: "curlimages/curl:8.11.1", finally: true, steps: [sh`./notify ${runFacts.status}`] });
   * ```
   */
  readonly finally?: boolean;
  /**
   * The shell for scripts. `"sh"` and `"bash"` run {@link sh} with `set -eu`. Every shell runs {@link script} as GitHub does for
   * a `shell` of that name. Default: `"sh"`, and for `script` the default shell of the provider.
   */
  readonly shell?: Shell;
  /**
   * A program and arguments that start each step, as the `ENTRYPOINT` of an image starts its command: the command of the step
   * follows them. `"image"` uses the entrypoint of the image, as `docker run` does; it must end by running its arguments
   * (`exec "$@"`). Default: no entrypoint, not even that of the image.
   *
   * @example
   * ```ts
   * job("migrate", { image: "example/tool:1", entrypoint: ["/usr/local/bin/with-env"], steps: [sh`./migrate`] });
   * job("smoke", { image: app, entrypoint: "image", steps: [sh`./smoke`] });
   * ```
   */
  readonly entrypoint?: readonly string[] | "image";
  /** The user that the steps run as: `name`, `uid` or `uid:gid`. Default: the user of the image. */
  readonly user?: string;
  /** Where the steps run, relative to the checkout. Default: its root. */
  readonly workingDirectory?: string;
  /**
   * How often a failed job is repeated, on a fresh copy of the sources, and for which reasons. A number alone repeats the job
   * when a step fails. Default: 0.
   *
   * @example
   * ```ts
   * job("e2e", { image: "node:20", steps: [sh`npm run e2e`], retry: { times: 2, on: ["timeout"], exitCodes: [75] } });
   * ```
   */
  readonly retry?: 0 | 1 | 2 | Retry;
  /** Whether the job may fail, with any exit code or one of these, without failing the pipeline. Default: false. */
  readonly allowFailure?: boolean | { readonly exitCodes: readonly number[] };
}

/** The declared job, with `artifacts` if it keeps any. */
export type JobWith<Outputs extends string, Paths extends string, Image> = [Paths] extends [never]
  ? ScriptJob<Outputs, Image>
  : ScriptJob<Outputs, Image> & WithArtifacts;

/** @internal */
export type AnyJobOptions = JobOptions<string, string, AnyImage>;

/**
 * Declares a job: steps that run in a new container, on a separate copy of the sources.
 *
 * @param name - One line of text, unique in the pipeline. Its letters and digits form the job's id, which appears in file and variable names.
 * @example
 * ```ts
 * const unit = job("unit", {
 *   image: "node:20",
 *   steps: [sh`npm ci`, sh`npm test`, sh`echo "version=$(node -p 'require("./package.json").version')" >> "$WAYBILL_OUTPUT"`],
 *   outputs: ["version"],
 *   timeout: "10 minutes",
 * });
 * const notes = job("notes", { image: "busybox:1.36", steps: [sh`echo ${unit.outputs.version}`] });
 * ```
 */
export function job<
  const Outputs extends string = never,
  const Paths extends string = never,
  const Image extends AnyImage = string,
>(name: string, options: JobOptions<Outputs, Paths, Image>): JobWith<Outputs, Paths, Image> {
  return declareJob({ kind: "job", name, options, at: callSite(job) }) as JobWith<Outputs, Paths, Image>;
}

/** @internal The object of a job: its outputs and artifacts refer to it. */
export function declareJob(declaration: Declaration<"job", unknown>): Job {
  const { name } = declaration;
  const options = propertiesOf(declaration.options as AnyJobOptions);
  const self: Record<string | symbol, unknown> = { name };
  const names = Array.isArray(options.outputs)
    ? elementsOf(options.outputs)
    : Object.keys(propertiesOf(options.outputs));
  const outputs = names.map((output) => [output, reference({ kind: "output", name: output, job: self })]);
  self.outputs = Object.freeze(Object.fromEntries(outputs));
  if (options.artifacts)
    self.artifacts = Object.freeze({ [declared]: Object.freeze({ kind: "artifacts", job: self }) });
  self[declared] = Object.freeze(declaration);
  return Object.freeze(self) as unknown as Job;
}
