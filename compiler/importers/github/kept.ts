import type { Refusal } from "../provider.ts";
import type { Difference } from "../verdict/index.ts";

/**
 * What of a job is kept as GitHub has it, because the language does not say it exactly: the importer tries the language first,
 * compares, and keeps what differs.
 */
export interface Kept {
  /** Keys of the job. */
  readonly keys: ReadonlySet<string>;
  /** Indexes of steps, in the file. */
  readonly steps: ReadonlySet<number> | "all";
  /** The whole job is one of GitHub's own. */
  readonly whole: boolean;
  /** Why, in the compiler's words. */
  readonly why?: string;
}

export const NOTHING_KEPT: Kept = { keys: new Set(), steps: new Set(), whole: false };

/** Keys of a job by the aspect of its behaviour that they decide. */
const KEYS: Readonly<Record<string, string>> = {
  title: "name",
  machine: "runs-on",
  timeout: "timeout-minutes",
  condition: "if",
  runs: "if",
  instances: "strategy",
  strategy: "strategy",
};

/** Aspects that no key of a job decides. */
const OF_FILE = new Set(["cancelling", "schedule", "inputs", "needs", "permissions"]);

/**
 * What more has to be kept for the differences to go away; undefined: nothing would help.
 *
 * @param offset - How many steps of the file come before those that are compared.
 */
export function keepMore(kept: Kept, differences: readonly Difference[], offset: number): Kept | undefined {
  const keys = new Set(kept.keys);
  const steps = kept.steps === "all" ? kept.steps : new Set(kept.steps);
  let all = false;
  // Indexes mean nothing where one of the two has a step more before them.
  const isShifted = differences.some(({ aspect }) => aspect === "checkout");
  for (const { aspect } of differences) {
    const [, head] = /^([^[.]*)/.exec(aspect) ?? [];
    const index = /^steps\[(\d+)\]/.exec(aspect)?.[1];
    if (head === "steps" && !isShifted) {
      if (index === undefined) all = true;
      else if (steps !== "all") steps.add(Number(index) + offset);
    } else if (head && head !== "steps" && !OF_FILE.has(head) && !/^line \d+$/.test(aspect))
      keys.add(KEYS[head] ?? head);
  }
  const next: Kept = { ...kept, keys, steps: all ? "all" : steps };
  return isSame(kept, next) ? undefined : next;
}

/**
 * What is kept where the compiler refuses a job: its steps, then all of it. Of one that hands a secret to pull requests of forks,
 * where GitHub leaves it empty, the steps that are given one.
 */
export function keepRefused(kept: Kept, { code, text }: Refusal, secrets: readonly number[]): Kept | undefined {
  if (kept.whole) return undefined;
  if (kept.steps === "all") return { ...kept, whole: true, why: text };
  const { steps } = kept;
  const isNew = secrets.some((index) => !steps.has(index));
  if (code === "WB2041" && isNew) return { ...kept, steps: new Set([...steps, ...secrets]), why: text };
  return { ...kept, steps: "all", why: text };
}

const isSame = (one: Kept, other: Kept): boolean =>
  one.keys.size === other.keys.size &&
  one.whole === other.whole &&
  (one.steps === "all" ? other.steps === "all" : other.steps !== "all" && one.steps.size === other.steps.size);
