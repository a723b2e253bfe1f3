/** A limit on a job's running time that is also ended from outside. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the clock, or lets it go on. */
  start(): void;
  /** Holds the clock until it is started again. */
  pause(): void;
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
  let left = seconds * 1000;
  let since = 0;
  return {
    signal: AbortSignal.any([outer, own.signal]),
    start() {
      if (timer) return;
      since = performance.now();
      timer = setTimeout(() => own.abort(), Math.min(left, LONGEST_TIMER));
    },
    pause() {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      left = Math.max(0, left - (performance.now() - since));
    },
    passed: () => own.signal.aborted && !outer.aborted,
    clear: () => clearTimeout(timer),
  };
}
