/** A limit on a job's running time that is also ended from outside. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the clock. */
  start(): void;
  /** Whether the time, and not something else, ended it. */
  passed(): boolean;
  /** Stops the clock. */
  clear(): void;
}

/** Node's timers wrap around beyond this many milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** @param seconds - Of running, counted from `start()`. */
export function deadline(outer: AbortSignal, seconds: number): Deadline {
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([outer, own.signal]),
    start() {
      timer ??= setTimeout(() => own.abort(), Math.min(seconds * 1000, LONGEST_TIMER));
    },
    passed: () => own.signal.aborted && !outer.aborted,
    clear: () => clearTimeout(timer),
  };
}
