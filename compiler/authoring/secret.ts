import { reference, type Secret, type SecretFile } from "./reference.ts";

/**
 * A secret, by its name at the provider: a masked variable on GitLab, a secret on GitHub, and the environment or a file on
 * this machine. Only the steps and options that name it receive it.
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
 * A secret that a step receives as a file, such as a kubeconfig, a key or a certificate. The step gets the path of a file that
 * contains exactly the value. The file is outside of the checkout, only the step's user can read it (mode 0600), it is in
 * memory if the machine supports that, and it is removed when the step ends. The step's environment does not contain the value.
 *
 * At the provider it is stored as usual: on GitLab as a variable, preferably of type File, on GitHub as a secret. On this
 * machine the value may also be the path of a file with the secret.
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
