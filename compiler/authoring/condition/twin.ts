import type { Mark } from "./declared.ts";

type Function = (...args: never[]) => unknown;
type Twin = (...args: readonly unknown[]) => unknown;

const twins = new WeakMap<object, { readonly twin: Twin; readonly mark: Mark | undefined }>();
const named = new WeakMap<object, Mark>();

/**
 * Attaches to a function its rewritten twin, whose operators are calls of the builders. The frontend puts this call around
 * every predicate and helper predicate, and says where it stands.
 */
export function withCondition<F extends Function>(fn: F, twin: (...args: never[]) => unknown, mark?: Mark): F {
  twins.set(fn, { twin: twin as Twin, mark });
  return fn;
}

export function twinOf(fn: unknown): Twin | undefined {
  return typeof fn === "function" ? twins.get(fn)?.twin : undefined;
}

/** Tells where a condition is named that has perhaps no twin. */
export function conditionAt<Value>(value: Value, mark: Mark): Value {
  if (typeof value === "function" && !named.has(value)) named.set(value, mark);
  return value;
}

/** Where a function with a twin stands, or one without is named first. */
export const markOf = (fn: object): Mark | undefined => (twins.get(fn) ?? { mark: named.get(fn) }).mark;
