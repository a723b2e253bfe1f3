import type Docker from "dockerode";
import type { Images } from "./images.ts";
import type { Limits } from "./limits.ts";
import type { Trees } from "./workspace-mounts.ts";

/** What all jobs of a run share. */
export interface Surroundings {
  readonly engine: Docker;
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: Promise<Limits>;
  readonly images: Images;
  readonly trees: Trees;
  /** Milliseconds in which an engine that has gone away may come back, for the run to be swept up. */
  readonly absence: number;
  /** Sees to it that what was begun has ended, one way or the other, before the run is cleaned up. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Settles when nothing that is tracked goes on. */
  settled(): Promise<void>;
}
