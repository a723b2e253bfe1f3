import type { Readable, Writable } from "node:stream";

/** Where a person sits who decides about a job: a terminal of this process, or of another one that is connected to it. */
export interface DebugConsole {
  readonly input: Readable;
  readonly output: Writable;
  readonly color: boolean;
  /** The name of the terminal's kind, as `TERM` has it. */
  readonly kind: string;
  size(): { readonly columns: number; readonly rows: number };
  /** @returns what ends it */
  onResize(take: () => void): () => void;
  /** Whether keys are passed on as they are typed. */
  raw(on: boolean): void;
}
