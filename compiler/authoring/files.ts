import type { Declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";
import type { Reference } from "./reference.ts";

/** The files that a job keeps. Other jobs list them in `downloads`. */
export interface Artifacts extends Declared<{ readonly kind: "artifacts"; readonly job: object }> {}

/** Which files of the working directory a job keeps, and how long. */
export interface ArtifactOptions<Paths extends string> {
  /** Globs (`*`, `**`) and paths, relative to the checkout. A folder includes everything in it. Default: none, if the job keeps only reports. */
  readonly paths?: readonly Paths[];
  /** Globs and paths to leave out. */
  readonly exclude?: readonly string[];
  /** Whether to keep the files when the job succeeds, fails, or in both cases. Default: `"success"`. */
  readonly on?: "success" | "failure" | "always";
  /** How long the provider keeps the files; GitHub counts whole days, and rounds up. Default: the provider's setting. */
  readonly retention?: Duration;
  /**
   * The name of the archive that people download from GitLab. GitHub names it after the job, with a warning. Default:
   * `artifacts` on GitLab.
   *
   * @example
   * ```ts
   * job("build", { image: "gcc:14", steps: [sh`make`], artifacts: { paths: ["out"], name: text`out-${runFacts.sha}` } });
   * ```
   */
  readonly name?: string | Reference<string>;
  /** The text of a link to the files that GitLab shows in the merge request. GitHub shows none, with a warning. Default: no link. */
  readonly exposeAs?: string;
  /** JUnit reports, relative to the checkout, that the provider shows. */
  readonly junit?: string | readonly string[];
  /**
   * A coverage report, relative to the checkout, that the provider shows next to the changed lines.
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

/** Folders to keep for later runs. */
export interface Cache {
  /** Key files: when their content changes, the job uses another cache. A cache has key files or a `name`. */
  readonly key?: string | readonly string[];
  /**
   * The exact name of the cache, in place of key files: every run that names it reads the cache and replaces it.
   *
   * @example
   * ```ts
   * job("unit", {
   *   image: "python:3.13",
   *   cache: { name: text`pip-${runFacts.branch}`, fallback: ["pip-main"], paths: [".cache/pip"] },
   *   steps: [sh`pip install -e .`],
   * });
   * ```
   */
  readonly name?: string | Reference<string>;
  /** Paths to keep, relative to the checkout. */
  readonly paths: readonly string[];
  /**
   * The prefix of the key. A job without a cache of the exact key uses the newest cache with this prefix. `""`: no prefix, so
   * jobs with the same key files share the cache, and only the exact key is used. Default: the job's name.
   */
  readonly prefix?: string;
  /** Names of caches to use, in this order, if there is none with the exact name. Only with `name`. Default: none. */
  readonly fallback?: readonly (string | Reference<string>)[];
  /** Whether the job reads the cache, writes it, or both. Default: `"pull-push"`. */
  readonly policy?: "pull-push" | "pull" | "push";
}
