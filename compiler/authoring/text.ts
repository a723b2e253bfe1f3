import type { EnvValue } from "./env.ts";
import { elementsOf } from "./given.ts";
import type { BuiltImage } from "./image.ts";
import {
  type IdToken,
  type PublicReference,
  reference,
  type SecretFile,
  type Text,
  type Untrusted,
} from "./reference.ts";

/** What a {@link text} can contain: every value of `env` except the path of a secret file and an id token. */
export type TextPart = Exclude<EnvValue, SecretFile | IdToken>;

/**
 * A text with values that are known only when the pipeline runs: facts of the run, inputs, variables of the project, outputs,
 * built images, secrets. Use it as a value in `env`, in scripts and in inputs of actions, and without secrets also as the name of
 * a cache. The values are data: none of them becomes part of a script. A text that contains a secret is handled like that secret.
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
  ...values: readonly (string | number | PublicReference<string> | PublicReference<number> | BuiltImage<string>)[]
): Untrusted<string>;
export function text(parts: TemplateStringsArray, ...values: readonly TextPart[]): Text;
export function text(parts: TemplateStringsArray, ...values: readonly TextPart[]): Text & Untrusted<string> {
  return reference({ kind: "text value", name: "", parts: [...elementsOf(parts)], values });
}
