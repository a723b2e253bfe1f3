import type { LiteralValue, TextValue } from "./value.ts";

/** Files of the working directory that are kept when the job ends. */
export interface Artifacts {
  /** Globs and paths, relative to the checkout. A folder means all that is in it. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  /** Kept whether the job succeeded, failed, or either. */
  readonly on: "success" | "failure" | "always";
  /** Days the provider keeps them. Absent: as long as its own settings say. */
  readonly retentionDays?: number;
  /** The same to the second, where it is not whole days. */
  readonly retentionSeconds?: number;
  /** The name of the archive that people download, where the provider lets the author choose it. */
  readonly name?: LiteralValue | TextValue;
  /** The text of a link to the files in the merge request, where the provider shows one. */
  readonly exposeAs?: string;
  /** JUnit files, relative to the checkout, shown by the provider. */
  readonly junit: readonly string[];
  /** A coverage report, relative to the checkout, that the provider shows beside the changed lines. */
  readonly coverage?: Coverage;
}

export interface Coverage {
  readonly format: "cobertura" | "jacoco";
  readonly path: string;
}

/** Folders that later runs find again. */
export interface Cache {
  /**
   * Begins the key; caches of one prefix are tried, newest first, where the exact key is not there. Empty: there is only the
   * exact key.
   */
  readonly prefix: string;
  /** The exact name of a cache that each run replaces, in place of prefix and key files. */
  readonly name?: LiteralValue | TextValue;
  /** Names of caches that are tried in order where there is none of `name`. */
  readonly fallback?: readonly (LiteralValue | TextValue)[];
  /** Files whose content makes the key. */
  readonly keyFiles: readonly string[];
  /** Paths relative to the checkout. */
  readonly paths: readonly string[];
  readonly policy: "pull-push" | "pull" | "push";
}
