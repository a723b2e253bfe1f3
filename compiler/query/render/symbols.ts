/** What stands for an outcome in a table. */
export interface Symbols {
  readonly runs: string;
  readonly approval: string;
  readonly skipped: string;
  readonly depends: string;
}

export const UNICODE: Symbols = { runs: "●", approval: "◇", skipped: "·", depends: "?" };
/** For terminals that show nothing else. */
export const ASCII: Symbols = { runs: "x", approval: "m", skipped: ".", depends: "?" };
