/** Keys of a file's top level that are no job (docs: ci/yaml, "Global keywords" and "Job keywords"). */
export const GLOBAL_KEYWORDS: ReadonlySet<string> = new Set([
  "default",
  "include",
  "stages",
  "types",
  "variables",
  "workflow",
  "spec",
  // Settings of every job, deprecated in favour of `default`.
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
]);

/** What a job without a key of its own takes from `default` (docs: ci/yaml, `default`). */
export const DEFAULT_KEYWORDS = [
  "after_script",
  "artifacts",
  "before_script",
  "cache",
  "hooks",
  "id_tokens",
  "image",
  "interruptible",
  "retry",
  "services",
  "tags",
  "timeout",
] as const;

/** The stages of a file that names none, and those that are always there. */
export const DEFAULT_STAGES: readonly string[] = ["build", "test", "deploy"];
export const FIRST_STAGE = ".pre";
export const LAST_STAGE = ".post";
