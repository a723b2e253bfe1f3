import { setFlagsFromString } from "node:v8";

/** Characters of the user's files above which optimizing the checker's code pays off. */
const LARGE = 200_000;

/**
 * Runs a check without V8's optimizing compiler. A check of a few files is over before optimized code pays for itself, and
 * what optimizes competes with the processes that are being started. `enough` is called with the size of what is to be
 * checked, and gives large programs the optimizer back.
 */
export function briefly<T>(run: (enough: (characters: number) => void) => T): T {
  setFlagsFromString("--no-opt");
  try {
    return run((characters) => {
      if (characters > LARGE) setFlagsFromString("--opt");
    });
  } finally {
    setFlagsFromString("--opt");
  }
}
