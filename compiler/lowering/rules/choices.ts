import type { Scope } from "../report.ts";
import { checked } from "../report.ts";

/** One of a closed set of words; the standard one where there is none or it is wrong. */
export function oneOf<const T extends string>(
  scope: Scope,
  what: string,
  value: string | undefined,
  [standard, ...others]: readonly [T, ...T[]],
): T {
  const choices = [standard, ...others];
  const chosen = choices.find((choice) => choice === value);
  if (value === undefined || chosen !== undefined) return chosen ?? standard;
  checked(scope, what, value, () => ({ is: "is none of the choices", write: choices.join(", ") }));
  return standard;
}

/** A whole number within bounds; the least where it is none. */
export function whole(scope: Scope, what: string, value: number, [least, most]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  checked(scope, what, String(value), () => ({
    is: "is out of bounds",
    write: `a whole number from ${least} to ${most}`,
  }));
  return least;
}
