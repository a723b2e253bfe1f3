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

/** Anything that runs in a pipeline and may be needed: a script job, an image's build, a deployment. */
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

/** A job that keeps files, to be named in another's `downloads`. */
export interface WithArtifacts {
  readonly artifacts: Artifacts;
}

/** Needs, condition, time limit and control: what every kind of job has. */
export interface NodeOptions extends ControlOptions {
  /**
   * Jobs that come first. What is used otherwise (an image, an output, artifacts, tests) need not be named again. The list is
   * read when the pipeline is described.
   */
  readonly needs?: readonly (Job | PipelineCall)[];
  /** Runs only when this holds. Default: always. */
  readonly when?: Predicate;
  /** Warnings about this job that are not shown, each with the reason. Default: none. */
  readonly accept?: Accept;
  /** Keys that it has on one provider alone. A job that has others than a name, a runner and the like counts as no test. */
  readonly native?: NativeOptions;
  /**
   * What people see on the providers: the job's name on GitLab, the name of its check on GitHub. Default: the job's name.
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
   * The stage that shows it on GitLab, one of the pipeline's `stages`. A job that names a stage and no `needs` needs the jobs of
   * all earlier stages. Default: a stage for each level of the graph.
   */
  readonly stage?: string;
  /** How long it may run; waiting does not count. Default: the provider's own limit, and `"1 hour"` on this machine. */
  readonly timeout?: Duration;
}

/** Labels of GitHub's runner and tags of GitLab's. A provider that is left out runs the job on its standard runner. */
export type Machine = { readonly [Provider in ProviderName]?: string | readonly string[] };

/** What a job can run in. */
export type AnyImage = string | BuiltImage<string> | ImageName;

/** See {@link job}. */
export interface JobOptions<Outputs extends string, Paths extends string, Image> extends NodeOptions {
  /**
   * Where the steps run: an image by name, one that this pipeline builds, or one named by {@link imageName}. A job has an image
   * or a `machine`.
   */
  readonly image?: Image;
  /**
   * Runs the steps on the provider's machine itself, with its programs, in place of an image: the label of GitHub's runner,
   * which is also the tag of GitLab's, or each provider's own. `"default"`: the provider's standard runner, on GitLab in the
   * runner's own default image. `waybill run` runs it as processes of this machine, in a private copy of the sources; the label
   * has to name this machine's system.
   *
   * @example
   * ```ts
   * const unit = job("unit", { machine: "ubuntu-24.04", steps: [sh`make test`] });
   * const mac = job("mac", { machine: { github: "macos-15", gitlab: ["saas-macos-medium-m1"] }, steps: [sh`make test`] });
   * ```
   */
  readonly machine?: string | Machine;
  /** Run in order, each its own process, until one fails. */
  readonly steps: readonly Step[];
  /**
   * How the sources come into the job; `false`: it has none, and begins in an empty folder.
   *
   * @example
   * ```ts
   * job("version", { image: "alpine/git:2.49.0", checkout: { depth: "full", tags: true }, steps: [sh`git describe`] });
   * job("notify", { image: "curlimages/curl:8.11.1", checkout: false, steps: [sh`curl https://example.com/hook`] });
   * ```
   */
  readonly checkout?: false | Checkout;
  /** Variables of every step. */
  readonly env?: Env;
  /** Secrets, as values or files, and id tokens that every step has, each as the variable of its own name. */
  readonly secrets?: readonly (Secret | SecretFile | IdToken)[];
  /** Folders that later runs find again. */
  readonly cache?: Cache | readonly Cache[];
  /**
   * Files of the repository that its result depends on: globs (`*`, `**`) and paths, relative to the checkout; a folder means
   * all that is in it. With them, `waybill run` does not run the job again while they, its steps, its image, its environment
   * and what it takes from other jobs are what they were when it last succeeded: its log, outputs and artifacts are restored.
   * `[]`: it reads none of them. Default: not known, so it runs every time. Providers run it every time.
   *
   * @example
   * ```ts
   * const lint = job("lint", { image: "node:20", inputs: ["src", "*.json", "package-lock.json"], steps: [sh`npm ci && npm run lint`] });
   * ```
   */
  readonly inputs?: readonly string[];
  /** Files that are kept: their paths, or more about them. */
  readonly artifacts?: readonly Paths[] | ArtifactOptions<Paths>;
  /** Artifacts of other jobs, put into the working directory before the first step. `"all"`: of every job that comes before it by its stage. */
  readonly downloads?: readonly Artifacts[] | "all";
  /**
   * Names of values that a step sets by appending `name=value` to the file that `$WAYBILL_OUTPUT` names, or for a value of
   * several lines `name<<END`, the lines and `END`; or outputs of its steps, by the names that other jobs know them by. They take
   * 1 MiB at most. Default: none.
   *
   * @example
   * ```ts
   * const version = step("version", sh`echo "next=$(./next-version)" >> "$WAYBILL_OUTPUT"`, { outputs: ["next"] });
   * const plan = job("plan", { image: "node:22", steps: [version], outputs: { version: version.outputs.next } });
   * ```
   */
  readonly outputs?: readonly Outputs[] | { readonly [Name in Outputs]: Output };
  /** Containers beside the job's, reached by their names. */
  readonly services?: readonly Service[];
  /**
   * Runs when the jobs it needs have ended, however they did, and also when the run is stopped; without `needs`, when all
   * others have. It waits for nobody that waits for a person. `runFacts.status` tells how they went. Default: false.
   *
   * @example
   * ```ts
   * job("notify", { image: "curlimages/curl:8.11.1", finally: true, steps: [sh`./notify ${runFacts.status}`] });
   * ```
   */
  readonly finally?: boolean;
  /**
   * Runs the scripts. `"sh"` and `"bash"` run {@link sh} with `set -eu`; any runs {@link script} as GitHub runs it for a `shell`
   * of that name. Default: `"sh"`, and for `script` the provider's own.
   */
  readonly shell?: Shell;
  /**
   * Program and arguments that start each step's process, as an image's `ENTRYPOINT` starts its command: they are followed by
   * what is to run. `"image"`: the image's own does, as `docker run` has it; it must end by running its arguments (`exec "$@"`).
   * Default: none, the image's own included.
   *
   * @example
   * ```ts
   * job("migrate", { image: "example/tool:1", entrypoint: ["/usr/local/bin/with-env"], steps: [sh`./migrate`] });
   * job("smoke", { image: app, entrypoint: "image", steps: [sh`./smoke`] });
   * ```
   */
  readonly entrypoint?: readonly string[] | "image";
  /** Who the steps run as: `name`, `uid` or `uid:gid`. Default: the image's own user. */
  readonly user?: string;
  /** Where the steps run, relative to the checkout. Default: its root. */
  readonly workingDirectory?: string;
  /**
   * How often a failed attempt is repeated, on a fresh copy of the sources, and on what. Default: 0; where only a number is
   * given, whenever a step fails.
   *
   * @example
   * ```ts
   * job("e2e", { image: "node:20", steps: [sh`npm run e2e`], retry: { times: 2, on: ["timeout"], exitCodes: [75] } });
   * ```
   */
  readonly retry?: 0 | 1 | 2 | Retry;
  /** It may fail (with one of these exit codes) without failing the pipeline. Default: false. */
  readonly allowFailure?: boolean | { readonly exitCodes: readonly number[] };
}

/** The job that was declared: with `artifacts` when it keeps any. */
export type JobWith<Outputs extends string, Paths extends string, Image> = [Paths] extends [never]
  ? ScriptJob<Outputs, Image>
  : ScriptJob<Outputs, Image> & WithArtifacts;

/** @internal */
export type AnyJobOptions = JobOptions<string, string, AnyImage>;

/**
 * Declares a job: steps that run in a fresh container, on a copy of the sources of its own.
 *
 * @param name - Unique in the pipeline: a line of text. Its id, which files and variables are named for, is made of its letters and digits.
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
