export interface GuardedState {
  /** An empty folder. */
  readonly state: string;
  /** Ends every daemon that was started with a path in the folder, and removes it. */
  readonly stop: () => Promise<void>;
}

/** Makes a folder that goes, with all that runs in it, when this process ends, however it ends. */
export function createGuardedState(): Promise<GuardedState>;
