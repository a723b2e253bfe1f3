/**
 * A length of time as people write it: a whole number and its unit.
 *
 * @example
 * ```ts
 * const limit: Duration = "10 minutes";
 * ```
 */
export type Duration =
  | `${number} second${"" | "s"}`
  | `${number} minute${"" | "s"}`
  | `${number} hour${"" | "s"}`
  | Days;

/** A number of whole days. */
export type Days = `${number} day${"" | "s"}`;
