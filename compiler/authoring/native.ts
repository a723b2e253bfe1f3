import type { NativeKeys } from "../graph/model/index.ts";
import type { ProviderName } from "../targets/names.ts";
import { callSite } from "./call-site.ts";
import { declared } from "./declaration.ts";
import { declareStep, type Step } from "./step.ts";
import type { Job, NodeOptions } from "./job.ts";

/**
 * Keys of a provider's own file, as its documentation has them, for what the language does not say. They are merged into
 * what Waybill emits, last: objects key by key, everything else in place of what was there. They are text that the provider
 * reads, so no value of the run belongs into them, and the proofs cannot see what they do.
 *
 * @example
 * ```ts
 * job("unit", {
 *   image: "node:22",
 *   steps: [sh`npm test`],
 *   native: { github: { name: "Unit tests" }, gitlab: { coverage: "/Lines: (\\d+)%/" } },
 * });
 * ```
 */
export type NativeOptions = { readonly [Provider in ProviderName]?: NativeKeys };

/** What a provider's own job has from the graph. The rest of its keys are the provider's. */
export type NativeJobOptions = NativeOptions & Pick<NodeOptions, "needs" | "when" | "title" | "stage">;

/**
 * A job as a provider has it, where the language has no words for it: all its keys but those that place it in the graph,
 * which are made of `needs` and `when`. On a provider that it has no keys for, and on this machine, it is left out as if its
 * condition did not hold. One of GitLab's that `extends` another and has no `when` is there when that says so. Nothing is known of what it does: a tested image cannot ship after it, only one that is `unverified`.
 *
 * @param name - Unique in the pipeline, as a job's.
 * @example
 * ```ts
 * const scan = nativeJob("codeql", {
 *   github: {
 *     "runs-on": "ubuntu-24.04",
 *     permissions: { "security-events": "write" },
 *     steps: [{ uses: "actions/checkout@v5" }, { uses: "github/codeql-action/init@v4" }, { uses: "github/codeql-action/analyze@v4" }],
 *   },
 *   needs: [unit],
 * });
 * ```
 */
export function nativeJob(name: string, options: NativeJobOptions): Job {
  const declaration = { kind: "native job", name, options, at: callSite(nativeJob) } as const;
  return Object.freeze({ name, [declared]: Object.freeze(declaration) });
}

/**
 * A step as GitHub has it, for what the language does not say: all its keys, as GitHub's documentation has them. GitLab
 * refuses a job with one, `waybill run` skips the step and reports that, and the job is no test that a deploy may rely on.
 *
 * @example
 * ```ts
 * job("unit", {
 *   machine: "ubuntu-24.04",
 *   steps: [
 *     script`npm test`,
 *     nativeStep({ github: { uses: "actions/upload-artifact@v4", with: { name: "log-${{ github.run_id }}", path: "test.log" } } }),
 *   ],
 * });
 * ```
 */
export function nativeStep(keys: { readonly github: NativeKeys }): Step {
  return declareStep({ kind: "step", at: callSite(nativeStep), run: { kind: "native", keys } });
}
