import { callSite } from "./call-site.ts";
import type { Secret } from "./reference.ts";
import { declareStep, type Step } from "./step.ts";

export interface ActionOptions {
  /** Inputs of the action, as its documentation names them. They are data: texts, numbers, yes or no, and secrets. */
  readonly with?: Readonly<Record<string, string | number | boolean | Secret>>;
  /**
   * What is done in its place on GitLab and on this machine: a step of `sh`, `scriptFile` or `exec`. Without it GitLab refuses
   * the job, `waybill run` passes over the step and says so, and the job is no test that a deploy may rest on.
   */
  readonly fallback?: Step;
}

/**
 * An action of GitHub's as a step: the way out where no script will do. In the emitted file it is a commit, of
 * `waybill.lock.json`: run `waybill pin` once it is in the pipeline. It sees its inputs, the step's variables and the
 * checkout, but no secret of the job. In a job whose image is built in the pipeline it runs beside the image, not in it.
 *
 * @param action - `owner/repository@ref`, or `owner/repository/folder@ref`; `./folder` of an action in this repository, which the job's
 * checkout brings; or `docker://image:tag`. The last two are in no lock.
 * @example
 * ```ts
 * step("coverage", uses("codecov/codecov-action@v5", {
 *   with: { files: "coverage.xml", token: secret("CODECOV_TOKEN") },
 *   fallback: sh`./ci/codecov upload coverage.xml`,
 * }));
 * ```
 */
export function uses(
  action: `${string}/${string}@${string}` | `./${string}` | `docker://${string}`,
  options: ActionOptions = {},
): Step {
  return declareStep({ kind: "step", at: callSite(uses), run: { kind: "action", uses: action, options } });
}
