import { type Declared, declared } from "./declaration.ts";
import { elementsOf } from "./given.ts";
import type { Reference } from "./reference.ts";

/** The name of an image that is known when the job runs. Made by {@link imageName}. */
export interface ImageName extends Declared<ImageNameDeclaration> {
  readonly [named]: true;
}

declare const named: unique symbol;

/** What an {@link ImageName} is made of. */
export interface ImageNameDeclaration {
  readonly kind: "image name";
  readonly parts: readonly string[];
  readonly values: readonly (string | number | Reference<string> | Reference<number>)[];
}

/**
 * An image name with values that are known only when the pipeline runs: outputs of other jobs, facts of the run, inputs. It
 * is checked when the job starts; an invalid name fails the job.
 *
 * @example
 * ```ts
 * const plan = job("plan", {
 *   image: "busybox:1.36",
 *   steps: [sh`echo "node=$(cat .node-version)" >> "$WAYBILL_OUTPUT"`],
 *   outputs: ["node"],
 * });
 * const unit = job("unit", { image: imageName`node:${plan.outputs.node}-slim`, steps: [sh`npm test`] });
 * ```
 */
export function imageName(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Reference<string> | Reference<number>)[]
): ImageName {
  return Object.freeze({
    [declared]: Object.freeze({ kind: "image name", parts: [...elementsOf(parts)], values }),
  }) as never;
}
