import { propertiesOf } from "./given.ts";
import { type IdToken, reference } from "./reference.ts";

/** Whom a token is for. */
export interface IdTokenOptions {
  /** What its `aud` claim says: the address, or another name, by which the service that takes it knows itself. */
  readonly audience: string;
}

/**
 * An OpenID Connect token of the job that names it: signed by the provider, so that a cloud or a registry that trusts the
 * provider gives the job access without any secret being kept. It is handled as a secret: masked, given only to the steps
 * that name it, and to no pull request of a fork.
 *
 * GitHub's is valid for five minutes, so it is fetched anew before each step that names it; GitLab's lasts as long as the job.
 * On this machine nobody signs one: `waybill run` takes what it is given under the same name, as for a secret.
 *
 * @param name - The variable that it is known by where nothing else names it.
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
