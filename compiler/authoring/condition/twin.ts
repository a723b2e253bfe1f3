type Function = (...args: never[]) => unknown;
type Twin = (...args: readonly unknown[]) => unknown;

const twins = new WeakMap<object, Twin>();

/**
 * Attaches to a function its rewritten twin, whose operators are calls of the builders. The frontend puts this call around
 * every predicate and helper predicate.
 */
export function withCondition<F extends Function>(fn: F, twin: (...args: never[]) => unknown): F {
  twins.set(fn, twin as Twin);
  return fn;
}

export function twinOf(fn: unknown): Twin | undefined {
  return typeof fn === "function" ? twins.get(fn) : undefined;
}
