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
 * A pipeline. Those that a module exports are what is compiled and run. `Inputs` are what a caller gives it: those of its
 * {@link call} trigger.
 */
export interface Pipeline<Inputs = unknown> extends Declared<Declaration<"pipeline", PipelineOptions>> {
  readonly name: string;
  /** Holds no value. */
  readonly [asked]: Inputs;
}

export interface PipelineOptions<On extends readonly Trigger[] = readonly Trigger[]> {
  /** What starts it. */
  readonly on: On;
  /** Its jobs, and the pipelines that it calls. What they need is part of it without being listed. */
  readonly jobs: readonly (Job | PipelineCall)[];
  /**
   * Names of stages, in order, which GitLab groups jobs by. A job that names its `stage` and no `needs` needs the jobs of all
   * earlier ones. Default: a stage for each level of the graph.
   *
   * @example
   * ```ts
   * const lint = job("lint", { stage: "test", image: "node:22", steps: [sh`npm run lint`] });
   * const publish = job("publish", { stage: "deploy", image: "node:22", steps: [sh`./publish`] }); // after lint
   * export default pipeline("app", { on: [push()], stages: ["test", "deploy"], jobs: [lint, publish] });
   * ```
   */
  readonly stages?: readonly string[];
  /** Warnings about the pipeline and all of its jobs that are not shown, each with the reason. Default: none. */
  readonly accept?: Accept;
  /**
   * Providers that `waybill check` judges the pipeline for. Default: all of them.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push()], jobs: [unit], targets: ["github"] });
   * ```
   */
  readonly targets?: readonly ProviderName[];
  /** Keys that the whole file has on one provider alone. */
  readonly native?: NativeOptions;
  /**
   * A newer commit of the same branch or pull request cancels what still runs for an older one, but for jobs that are not
   * `interruptible`. Default: the provider's own setting.
   */
  readonly cancelSuperseded?: boolean;
  /**
   * Conditions compare texts without regard to case, as GitHub's own `if:` does: `run.branch === "main"` holds for a branch `MAIN` too.
   * GitHub then decides each comparison by itself, where an exact one costs a step that tests it. It applies to the pipelines
   * that are called as well. Default: false.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push(), manual()], ignoreCase: true, jobs: [unit] });
   * ```
   */
  readonly ignoreCase?: boolean;
  /**
   * What GitHub's token may do in jobs that have no `permissions` of their own: rights by name, `"read-all"` or `"write-all"`;
   * `{}`: nothing. Default: what the repository's settings say.
   *
   * @example
   * ```ts
   * pipeline("ci", { on: [push()], permissions: { contents: "read" }, jobs: [unit] });
   * ```
   */
  readonly permissions?: Permissions | "read-all" | "write-all";
  /** What it has on GitLab alone. On GitHub and on this machine it has no effect. */
  readonly gitlab?: {
    /**
     * `"none"`: the file has no `workflow`, so GitLab starts pipelines for branches and tags whatever their source is: a push, a
     * schedule of the project, a person, the API, another project. Jobs take part in them by their conditions. Default: only
     * what `on` names starts a pipeline.
     *
     * @example
     * ```ts
     * pipeline("app", { on: [push(), manual()], gitlab: { workflow: "none" }, jobs: [unit] });
     * ```
     */
    readonly workflow?: "none";
    /**
     * Jobs of GitLab's own making, which run beside the pipeline's: its jobs cannot need them. They can change jobs of the same
     * name, so what is included is to be trusted as the pipeline is.
     */
    readonly include?: readonly GitLabInclude[];
    /** Stages that included jobs name, which come after those of the pipeline's jobs. Default: only the latter. */
    readonly stages?: readonly string[];
  };
}

/**
 * Declares a pipeline. Export it as the module's default: it is the one that `waybill run` runs. A module may export others
 * under names of their own. They are compiled with it, each to what its name says, and `waybill run --pipeline nightly` runs one.
 *
 * @param name - What the pipeline is called everywhere: a letter or digit, then letters, digits, spaces and `. _ / -`.
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
