import type { NativeKeys } from "../graph/model/index.ts";
import type { ProviderName } from "../targets/names.ts";
import { callSite } from "./call-site.ts";
import { declared } from "./declaration.ts";
import { declareStep, type Step } from "./step.ts";
import type { Job, NodeOptions } from "./job.ts";

/**
 * Keys of a provider's file format, for what Waybill's options cannot express. They are merged into the emitted file last:
 * objects key by key, and other values replace what was there. The provider interprets them, so do not put values of the run
 * into them. The proofs cannot see what they do.
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

/** The options of a native job that come from the graph. All its other keys are those of the provider. */
export type NativeJobOptions = NativeOptions & Pick<NodeOptions, "needs" | "when" | "title" | "stage">;

/**
 * A job in the syntax of a provider, for what Waybill's options cannot express. It has all the provider's keys except those
 * that `needs` and `when` define. On this machine, and on a provider for which it has no keys, it is left out, as if its
 * condition did not hold. On GitLab, a job without `when` that `extends` another one uses the rules of that job. Waybill cannot
 * know what a native job does, so an image that ships after it must be `unverified`.
 *
 * @param name - Unique in the pipeline, like the name of a job.
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
 * A step in GitHub's syntax, for what Waybill's options cannot express, with the keys that GitHub documents. A job with such
 * a step cannot be emitted for GitLab, `waybill run` skips the step and reports that, and a deploy cannot rely on the job as a
 * test.
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
