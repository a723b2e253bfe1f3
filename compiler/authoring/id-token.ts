import { propertiesOf } from "./given.ts";
import { type IdToken, reference } from "./reference.ts";

/** Options of an id token. */
export interface IdTokenOptions {
  /** The `aud` claim: the address or name that the receiving service expects. */
  readonly audience: string;
}

/**
 * An OpenID Connect token for a job, signed by the provider. A cloud or registry that trusts the provider gives the job
 * access without a stored secret. Waybill handles it like a secret: it is masked, passed only to the steps that name it, and
 * never passed to pull requests from forks.
 *
 * On GitHub a token is valid for five minutes, so each step that names it gets a new one. On GitLab a token is valid as long
 * as the job. On this machine no token is signed: `waybill run` reads a value with the same name, as for a secret.
 *
 * @param name - The default name of its variable.
 * @example
 * ```ts
 * job("publish", {
 *   image: "node:22",
 *   secrets: [idToken("NPM_ID_TOKEN", { audience: "npm:registry.npmjs.org" })], // every step has $NPM_ID_TOKEN
 *   steps: [sh`npm publish`],
 * });
 * ```
 */
export function idToken(name: string, options: IdTokenOptions): IdToken {
  const { audience } = propertiesOf(options);
  return reference({ kind: "idToken", name, audience: audience as string });
}
