import type { Declared } from "./declaration.ts";
import type { Days } from "./duration.ts";

/** The files that a job keeps, for a consumer's `downloads`. */
export interface Artifacts extends Declared<{ readonly kind: "artifacts"; readonly job: object }> {}

/** Which files of the working directory a job keeps, and how long. */
export interface ArtifactOptions<Paths extends string> {
  /** Globs (`*`, `**`) and paths, relative to the checkout. A folder means all that is in it. Default: none, for reports alone. */
  readonly paths?: readonly Paths[];
  /** Globs and paths to leave out. */
  readonly exclude?: readonly string[];
  /** Kept when the job succeeded, failed, or either. Default: `"success"`. */
  readonly on?: "success" | "failure" | "always";
  /** How long the provider keeps them. Default: as long as its own settings say. */
  readonly retention?: Days;
  /** JUnit reports, relative to the checkout, that the provider shows. */
  readonly junit?: string | readonly string[];
  /**
   * A coverage report, relative to the checkout, that the provider shows beside the changed lines.
   *
   * @example
   * ```ts
   * job("unit", { image: "node:20", steps: [sh`npm test`], artifacts: { coverage: { cobertura: "coverage/cobertura.xml" } } });
   * ```
   */
  readonly coverage?: Coverage;
}

/** A report's path, by its format. */
export type Coverage = { readonly cobertura: string } | { readonly jacoco: string };

/** Folders that later runs find again. */
export interface Cache {
  /** Files whose content makes the key: another content, another cache. */
  readonly key: string | readonly string[];
  /** Paths to keep, relative to the checkout. */
  readonly paths: readonly string[];
  /** Begins the key; where the exact key is not there, the newest cache of this prefix is taken. Default: the job's name. */
  readonly prefix?: string;
  /** Whether the job reads the cache, writes it, or both. Default: `"pull-push"`. */
  readonly policy?: "pull-push" | "pull" | "push";
}
