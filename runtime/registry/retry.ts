import { setTimeout as pause } from "node:timers/promises";

/** How an attempt that failed is repeated. */
export interface Persistence {
  /** Milliseconds to wait before each further attempt; as many attempts follow as there are pauses. */
  readonly pauses: readonly number[];
  readonly signal: AbortSignal;
  /** Whether trying again could help. */
  repeats(error: unknown): boolean;
  /** Told before each pause. */
  onPause(error: unknown, milliseconds: number): void;
}

/** Long enough for a registry that is restarted: half a minute in all. */
export const PAUSES: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * Tries until it works, until trying again cannot help, or until there is no pause left.
 *
 * @throws the last attempt's error
 */
export async function persistently<T>(attempt: () => Promise<T>, persistence: Persistence): Promise<T> {
  for (const milliseconds of persistence.pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (persistence.signal.aborted || !persistence.repeats(error)) throw error;
      persistence.onPause(error, milliseconds);
      // Spread out, so that jobs which failed together do not come back together.
      await pause(milliseconds * (0.75 + Math.random() / 2), undefined, { signal: persistence.signal });
    }
  }
  return attempt();
}
