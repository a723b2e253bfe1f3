import type { Difference } from "../verdict/index.ts";

/**
 * What of a job is kept as GitLab has it, because the language does not say it exactly: the importer tries the language first,
 * compares, and keeps what differs.
 */
export interface Kept {
  /** Keys of the job. */
  readonly keys: ReadonlySet<string>;
  /** The whole job is one of GitLab's own. */
  readonly whole: boolean;
}

export const NOTHING_KEPT: Kept = { keys: new Set(), whole: false };

/** The keys by which GitLab decides whether a job runs, and what it means for the pipeline. */
export const PRESENCE: readonly string[] = ["rules", "only", "except", "when", "allow_failure", "start_in"];

/** The keys that say what a job comes after, and whose files it takes. */
export const ORDER: readonly string[] = ["needs", "dependencies"];

/** Keys of a job by the aspect of its behaviour that they decide, where they have another name. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  condition: PRESENCE,
  instances: PRESENCE,
  allow_failure: PRESENCE,
  needs: ORDER,
  script: ["before_script", "script"],
};

/** Aspects that no key of a job decides. */
const OF_FILE: ReadonlySet<string> = new Set(["workflow", "include", "stage", "templates"]);

/** What more has to be kept for the differences to go away; undefined: nothing would help. */
export function keepMore(kept: Kept, differences: readonly Difference[]): Kept | undefined {
  const keys = new Set(kept.keys);
  for (const { aspect } of differences) {
    const [head] = /^[^[.]*/.exec(aspect) ?? [];
    if (!head || OF_FILE.has(head) || /^line \d+$/.test(aspect)) continue;
    for (const key of KEYS[head] ?? [head]) keys.add(key);
  }
  return keys.size === kept.keys.size ? undefined : { ...kept, keys };
}

/** What is kept where the compiler refuses a job. */
export const keepRefused = (kept: Kept): Kept | undefined => (kept.whole ? undefined : { ...kept, whole: true });
