export interface PrivateEngine {
  readonly socketPath: string;
  /** Ends the engine and removes all that it made. */
  readonly stop: () => Promise<void>;
  /** Ends the engine's process (default: SIGTERM) and starts it anew on the same data. */
  readonly restart: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>;
}

/**
 * Starts an empty engine that shares nothing with any other on the machine.
 *
 * @param options publishes: whether containers may publish ports. Default: true.
 */
export function startEngine(options?: { readonly publishes?: boolean }): Promise<PrivateEngine>;
