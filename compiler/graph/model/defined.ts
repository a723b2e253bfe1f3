/**
 * The properties that are there: without those whose value is `undefined`.
 *
 * @example
 * ```ts
 * const ready = { kind: "tcp", port: 5432, ...defined({ timeout }) };
 * ```
 */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** Properties that may be undefined are optional instead. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
