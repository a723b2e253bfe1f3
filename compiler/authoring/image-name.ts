import { type Declared, declared } from "./declaration.ts";
import { elementsOf } from "./given.ts";
import type { Reference } from "./reference.ts";

/** An image by a name that is known when the job runs. Made by {@link imageName}. */
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
 * The name of an image with something in it that is known only when the pipeline runs: an output of another job, a fact of
 * the run, an input. It is checked when the job starts: what is no name of an image fails the job.
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
