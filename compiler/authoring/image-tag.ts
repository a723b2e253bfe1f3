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
 * A tag with values that are known only when the pipeline runs: outputs of other jobs, facts of the run, inputs. It is
 * checked when the job starts; an invalid tag, the tag `buildcache`, or a tag that looks like a commit fails the job.
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
