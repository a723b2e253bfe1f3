import { reference, type Secret, type SecretFile } from "./reference.ts";

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

/**
 * A secret that a step is given as the path of a file with exactly its value: a kubeconfig, a key, a certificate. The file is
 * outside of the checkout, readable by the step's user alone (mode 0600), in memory where the machine has such a place, and
 * gone when the step ends. The value itself is not in the step's environment.
 *
 * At the provider it is a secret like any other: on GitLab a variable, best one of type File, on GitHub a secret. On this
 * machine its value may be the path of a file, whose content is taken then.
 *
 * @example
 * ```ts
 * job("apply", {
 *   image: "alpine/k8s:1.34.1",
 *   steps: [sh`kubectl --kubeconfig ${secretFile("KUBECONFIG")} apply -f deploy/`],
 * });
 * ```
 */
export function secretFile(name: string): SecretFile {
  return reference({ kind: "secretFile", name });
}
