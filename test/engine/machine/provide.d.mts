import type { Engine } from "../description.ts";

export interface Provided {
  readonly engine: Engine;
  /** Ends what was started, and removes it. */
  readonly stop: () => Promise<void>;
}

export function provideEngine(say: (line: string) => void): Promise<Provided>;
