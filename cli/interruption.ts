/**
 * Ctrl-C once asks the run to stop, twice kills it; SIGTERM asks.
 *
 * @param notice - Printed to standard error at the first Ctrl-C.
 */
export function listen(notice = "\nstopping; press Ctrl-C again to kill what runs\n"): {
  signals: { signal: AbortSignal; kill: AbortSignal };
  end: () => void;
} {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const interrupted = () => {
    if (stop.signal.aborted) return kill.abort();
    process.stderr.write(notice);
    stop.abort();
  };
  const terminated = () => stop.abort();
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", terminated);
  return {
    signals: { signal: stop.signal, kill: kill.signal },
    end: () => {
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", terminated);
    },
  };
}
