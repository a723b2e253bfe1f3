import type Docker from "dockerode";

/** How much one job's container may take of the engine's machine. */
export interface Limits {
  /** Bytes. */
  readonly memory: number;
  /** Processes and threads. */
  readonly processes: number;
}

/** No build needs more, and a fork bomb is stopped by it. */
const PROCESSES = 8192;
/** The machine's other users keep a tenth. */
const SHARE_OF_MEMORY = 0.9;

export async function defaultLimits(engine: Docker): Promise<Limits> {
  const { MemTotal } = (await engine.info()) as { MemTotal: number };
  return { memory: Math.floor(MemTotal * SHARE_OF_MEMORY), processes: PROCESSES };
}
