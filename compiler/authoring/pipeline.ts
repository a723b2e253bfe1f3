import type { Permissions } from "../graph/model/index.ts";
import type { ProviderName } from "../targets/names.ts";
import type { Accept } from "./accept.ts";
import type { PipelineCall } from "./call-pipeline.ts";
import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { GitLabInclude } from "./gitlab-include.ts";
import type { Job } from "./job.ts";
import type { NativeOptions } from "./native.ts";
import type { AskedBy, Trigger } from "./trigger.ts";

declare const asked: unique symbol;

/**
 * A pipeline. Waybill compiles and runs the pipelines that a module exports. `Inputs` are the inputs of its {@link call}
 * trigger, which a caller sets.
 */
export interface Pipeline<Inputs = unknown> extends Declared<Declaration<"pipeline", PipelineOptions>> {
  readonly name: string;
  /** Holds no value. */
  readonly [asked]: Inputs;
}

export interface PipelineOptions<On extends readonly Trigger[] = readonly Trigger[]> {
  /** The triggers that start the pipeline. */
  readonly on: On;
  /** The jobs, and calls of other pipelines. The jobs that they need are included automatically. */
  readonly jobs: readonly (Job | PipelineCall)[];
  /**
   * The names of the stages that GitLab groups jobs by, in order. A job with a `stage` and without `needs` needs the jobs of
   * all earlier stages. Default: a stage for each level of the graph.
   *
   * @example
   * ```ts
   * const lint = job("lint", { stage: "test", image: "node:22", steps: [sh`npm run lint`] });
   * const publish = job("publish", { stage: "deploy", image: "node:22", steps: [sh`./publish`] }); // after lint
   * export default pipeline("app", { on: [push()], stages: ["test", "deploy"], jobs: [lint, publish] });
   * ```
   */
  readonly stages?: readonly string[];
  /** Warnings about the pipeline and all of its jobs to hide, each with a reason. Default: none. */
  readonly accept?: Accept;
  /**
   * The providers that `waybill check` checks the pipeline for. Default: all providers.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push()], jobs: [unit], targets: ["github"] });
   * ```
   */
  readonly targets?: readonly ProviderName[];
  /** Keys of the whole file, for one provider only. */
  readonly native?: NativeOptions;
  /**
   * Whether a newer commit of the same branch or pull request cancels the runs of an older commit, except for jobs that are
   * not `interruptible`. Default: the provider's setting.
   */
  readonly cancelSuperseded?: boolean;
  /**
   * Whether conditions ignore case when they compare strings, as GitHub's `if:` does: `run.branch === "main"` also holds for a
   * branch `MAIN`. GitHub then evaluates each comparison without the extra step that an exact comparison needs. The option also
   * applies to called pipelines. Default: false.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push(), manual()], ignoreCase: true, jobs: [unit] });
   * ```
   */
  readonly ignoreCase?: boolean;
  /**
   * The permissions of the GitHub token in jobs without `permissions`: by scope, `"read-all"` or `"write-all"`; `{}` grants
   * nothing. Default: the repository's settings.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push()], permissions: { contents: "read" }, jobs: [unit] });
   * ```
   */
  readonly permissions?: Permissions | "read-all" | "write-all";
  /** Options for GitLab only. They have no effect on GitHub and on this machine. */
  readonly gitlab?: {
    /**
     * `"none"`: the file has no `workflow`, so GitLab starts pipelines for branches and tags from every source: a push, a
     * schedule of the project, a person, the API, another project. The conditions of the jobs decide which of them run.
     * Default: only the triggers in `on` start a pipeline.
     *
     * @example
     * ```ts
     * pipeline("app", { on: [push(), manual()], gitlab: { workflow: "none" }, jobs: [unit] });
     * ```
     */
    readonly workflow?: "none";
    /**
     * Included GitLab jobs, which run next to the jobs of the pipeline. Jobs of the pipeline cannot need them. An included job
     * can change a job of the same name, so trust an include as much as the pipeline.
     */
    readonly include?: readonly GitLabInclude[];
    /** Stages of the included jobs. They come after the stages of the pipeline's jobs. Default: none. */
    readonly stages?: readonly string[];
  };
}

/**
 * Declares a pipeline. `waybill run` runs the default export of a module. A module may also export pipelines by name. They are
 * compiled too, each to a file named after the pipeline, and `waybill run --pipeline nightly` runs one of them.
 *
 * @param name - The name of the pipeline: a letter or digit, then letters, digits, spaces and `. _ / -`.
 *
 * @example
 * ```ts
 * export default pipeline("shop", { on: [push(), pullRequest()], jobs: [unit, app, smoke, production] });
 * export const nightly = pipeline("nightly", { on: [schedule("0 3 * * *")], jobs: [unit] });
 * ```
 */
export function pipeline<const On extends readonly Trigger[]>(
  name: string,
  options: PipelineOptions<On>,
): Pipeline<AskedBy<On>> {
  const declaration = Object.freeze({ kind: "pipeline", name, options, at: callSite(pipeline) } as const);
  return Object.freeze({ name, [declared]: declaration }) as never;
}
