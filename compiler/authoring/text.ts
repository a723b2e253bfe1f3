import { elementsOf } from "./given.ts";
import { type PublicReference, reference, type Untrusted } from "./reference.ts";

/**
 * A text with values that are known only when the pipeline runs: outputs of other jobs, facts of the run, inputs, variables of
 * the project. Use it wherever a value of the run can stand, such as in `env` or in the key of a cache. A script gets it as
 * data.
 *
 * @example
 * ```ts
 * const build = job("build", {
 *   image: "docker:28",
 *   env: { IMAGE: text`${vars("REGISTRY")}/shop:${runFacts.sha}` },
 *   steps: [sh`./build "$IMAGE"`],
 * });
 * ```
 */
export function text(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | PublicReference<string> | PublicReference<number>)[]
): Untrusted<string> {
  return reference({ kind: "text value", name: "", parts: [...elementsOf(parts)], values });
}
