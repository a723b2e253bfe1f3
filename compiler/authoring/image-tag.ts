import { type Declared, declared } from "./declaration.ts";
import { elementsOf } from "./given.ts";
import type { PublicReference } from "./reference.ts";

/** A tag of an image that is known when the job runs. Made by {@link imageTag}. */
export interface ImageTag extends Declared<ImageTagDeclaration> {
  readonly [tagged]: true;
}

declare const tagged: unique symbol;

/** What an {@link ImageTag} is made of. */
export interface ImageTagDeclaration {
  readonly kind: "image tag";
  readonly parts: readonly string[];
  readonly values: readonly (string | number | PublicReference<string> | PublicReference<number>)[];
}

/**
 * A tag with something in it that is known only when the pipeline runs: an output of another job, a fact of the run, an input. It
 * is checked when the job starts: what is no tag, the tag `buildcache`, or one that would be taken for a commit fails the job.
 *
 * @example
 * ```ts
 * const app = buildImage("app", {
 *   repository: "registry.example.com/shop",
 *   tags: [imageTag`pr-${runFacts.pullRequestNumber}`],
 * });
 * ```
 */
export function imageTag(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | PublicReference<string> | PublicReference<number>)[]
): ImageTag {
  return Object.freeze({
    [declared]: Object.freeze({ kind: "image tag", parts: [...elementsOf(parts)], values }),
  }) as never;
}
