/**
 * What the two processes say to each other: each message is its length in bytes (32 bits, little endian) and JSON. The
 * compiler sends a {@link Work}; the sandbox answers with any number of {@link Ask}, each of which it waits for an
 * {@link Answer} to, and one {@link Outcome}.
 */
export interface Work {
  /** The bundle: a script that leaves its result, a text, in `waybillResult.json`. */
  readonly code: string;
  /** How long the process may compute. */
  readonly milliseconds: number;
  /** Milliseconds after which it has to be over, however little of them it was given. */
  readonly patience: number;
}

/** A file that the pipeline wants to read. */
export interface Ask {
  readonly ask: string;
}

export type Answer = { readonly text: string } | { readonly refused: FileRefusal };

/** Why a file is not read. */
export type FileRefusal = "outside" | "git" | "missing" | "not a file" | "too large" | "not text";

export type Outcome =
  | { readonly kind: "done"; readonly json: string }
  | { readonly kind: "threw"; readonly thrown: Thrown; readonly tick: number }
  | { readonly kind: "timeout"; readonly tick: number };

/** What was thrown, as the context itself describes it. */
export interface Thrown {
  /** Present when the context refused something by itself. */
  readonly refused?: Refused;
  readonly name: string;
  readonly message: string;
  /** Places in the bundle, innermost first. */
  readonly frames: readonly { readonly line: number; readonly column: number }[];
}

export type Refused =
  /** A value that is known only while a job runs was used; `mark` is where, or -1. */
  | { readonly kind: "unknown"; readonly what: string; readonly mark: number }
  | { readonly kind: "access"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly reason: FileRefusal };
