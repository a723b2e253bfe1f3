export interface Daemon {
  readonly pid: number;
}

/** Starts a program in the background, with its output in a file. */
export function startDaemon(file: string, args: readonly string[], log: string): Daemon;

/** @throws {Error} with the last lines of the daemon's log, when it ends or the time is over before it is ready */
export function waitUntilReady(
  daemon: Daemon,
  isReady: () => Promise<boolean>,
  options: { readonly name: string; readonly milliseconds: number },
): Promise<void>;
