export interface Interruption {
  readonly signals: { readonly signal: AbortSignal; readonly kill: AbortSignal };
  /** Asks the run to stop; when it was asked before, kills it. */
  interrupt(): void;
  /** Asks the run to stop, as SIGTERM does. */
  stop(): void;
  end(): void;
}

/**
 * Ctrl-C once asks the run to stop, twice kills it; SIGTERM asks.
 *
 * @param notice - Printed to standard error at the first Ctrl-C.
 */
export function listen(notice = "\nstopping; press Ctrl-C again to kill what runs\n"): Interruption {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const interrupt = () => (stop.signal.aborted ? kill : stop).abort();
  const interrupted = () => {
    if (!stop.signal.aborted) process.stderr.write(notice);
    interrupt();
  };
  const terminated = () => stop.abort();
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", terminated);
  return {
    signals: { signal: stop.signal, kill: kill.signal },
    interrupt,
    stop: terminated,
    end: () => {
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", terminated);
    },
  };
}
