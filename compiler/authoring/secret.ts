import { reference, type Secret } from "./reference.ts";

/**
 * A secret by its name at the provider (a masked variable on GitLab, a secret on GitHub, the environment or a file on this
 * machine). It reaches only what names it.
 *
 * @example
 * ```ts
 * job("publish", {
 *   image: "node:20",
 *   secrets: [secret("NPM_TOKEN")], // every step has $NPM_TOKEN
 *   steps: [sh`npm publish`],
 * });
 * ```
 */
export function secret(name: string): Secret {
  return reference({ kind: "secret", name });
}
