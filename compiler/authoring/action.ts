import { callSite } from "./call-site.ts";
import type { TextPart } from "./text.ts";
import { declareStep, type Step } from "./step.ts";

export interface ActionOptions {
  /**
   * Inputs of the action, as its documentation names them. They are data: strings, numbers, booleans, secrets, outputs, facts
   * of the run, and a `text` of these. What an outsider can choose is refused in inputs that an action runs as code.
   */
  readonly with?: Readonly<Record<string, TextPart | boolean>>;
  /**
   * What runs instead on GitLab and on this machine: a step of `sh`, `scriptFile` or `exec`. Without it, the job cannot be
   * emitted for GitLab, `waybill run` skips the step and reports that, and a deploy cannot rely on the job as a test.
   */
  readonly fallback?: Step;
}

/**
 * A GitHub action as a step, for what a script cannot do. The emitted file names the action by its commit from
 * `waybill.lock.json`; run `waybill pin` after you add an action. The action sees its inputs, the step's variables and the
 * checkout, but no secrets of the job. If the pipeline builds the job's image, the action runs next to the image, not in it.
 *
 * @param action - `owner/repository@ref`, or `owner/repository/folder@ref`; `./folder` for an action in the
 * checkout of this repository; or `docker://image:tag`. The lock file does not contain the last two.
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
