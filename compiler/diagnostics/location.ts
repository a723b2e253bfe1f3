/** A place in the user's source. Lines and columns count from 1; `file` is relative to the repository's root, with `/`. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A location with its end (exclusive), where it is known: what a code frame underlines. */
export interface Span extends Location {
  readonly endLine?: number;
  readonly endColumn?: number;
}
