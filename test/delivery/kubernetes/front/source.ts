import type { Ask } from "./recording.ts";

/** Where a front puts what the API server says to one request. */
export interface Reply {
  answer(status: number, body: unknown): void;
  open(): void;
  /** Resolves when the line is written. */
  event(object: unknown): Promise<void>;
  end(): void;
}

/** Answers requests: a real API server, or a recording of one. */
export interface Source {
  /** @returns how to give the request up */
  ask(request: Ask, authorization: string | undefined, reply: Reply): () => void;
  /** The test stepped in: what was recorded after this may now be told. */
  mark(name: string): void;
  /** Watches that are asked for from now on begin at a version that the server no longer has. */
  expire(): void;
  /** @throws {Error} when something was asked for that could not be answered */
  close(): Promise<void>;
}
