import type { NativeKeys } from "../graph/model/index.ts";
import { callSite } from "./call-site.ts";
import { declared } from "./declaration.ts";
import type { Job, NodeOptions } from "./job.ts";
import type { NativeOptions } from "./native.ts";

export interface CallWorkflowOptions extends Pick<NodeOptions, "needs" | "when" | "title"> {
  /** `owner/repository/.github/workflows/file.yml@ref`, or `./.github/workflows/file.yml` of this repository. */
  readonly workflow: string;
  /** Inputs of the workflow, as its `on.workflow_call` names them. */
  readonly with?: NativeKeys;
  /** Secrets, by the names that the workflow uses, or `"inherit"` for all secrets of the caller. Default: none. */
  readonly secrets?: "inherit" | NativeKeys;
  /** Further keys of the job, such as `strategy` or `permissions`. */
  readonly native?: Pick<NativeOptions, "github">;
}

/**
 * A reusable GitHub workflow as a job of the pipeline. Like a {@link nativeJob}, it is left out on GitLab and on this
 * machine. Waybill cannot know what it does, so an image that ships after it must be `unverified`.
 *
 * @param name - Unique in the pipeline, like the name of a job.
 * @example
 * ```ts
 * const release = callWorkflow("release", {
 *   needs: [unit],
 *   workflow: "example/workflows/.github/workflows/release.yml@v2",
 *   with: { draft: true },
 *   secrets: "inherit",
 * });
 * ```
 */
export function callWorkflow(name: string, options: CallWorkflowOptions): Job {
  const { workflow, with: given, secrets, native, ...rest } = options;
  const github: Record<string, unknown> = { ...native?.github, uses: workflow };
  if (given !== undefined) github.with = given;
  if (secrets !== undefined) github.secrets = secrets;
  const declaration = { kind: "native job", name, options: { ...rest, github }, at: callSite(callWorkflow) } as const;
  return Object.freeze({ name, [declared]: Object.freeze(declaration) });
}
