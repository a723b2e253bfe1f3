import { reference, type Untrusted } from "./reference.ts";

/**
 * A variable that the project defines at its provider, as a value: a variable of GitHub's settings, or of GitLab's settings,
 * of the file or of the job. On this machine it is what `--var` says. A variable that is not set is empty. In a `when`, use
 * `run.vars` instead.
 *
 * @example
 * ```ts
 * job("unit", { image: imageName`${vars("REGISTRY")}/node:22`, steps: [sh`npm test`] });
 * ```
 */
export function vars(name: string): Untrusted<string> {
  return reference({ kind: "vars", name });
}

/**
 * A predefined variable of GitLab, by its name, as a value. On this machine it has the value of the fact that it names, such as
 * `CI_COMMIT_REF_NAME`; others are what `--var` says, or empty. A pipeline that uses it cannot be emitted for GitHub. Prefer
 * {@link runFacts} where there is a fact.
 *
 * @example
 * ```ts
 * job("unit", { image: imageName`${gitlabVariable("CI_REGISTRY_IMAGE")}/node:22`, steps: [sh`npm test`] });
 * ```
 */
export function gitlabVariable(name: string): Untrusted<string> {
  return reference({ kind: "gitlabVariable", name });
}
