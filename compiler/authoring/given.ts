// Types may have been cast away. What the functions of the language compute with themselves is read here, so that a value of a
// wrong kind reaches the lowering, which reports it by its option.

/** The elements of what should be a list; none where it is something else. */
export function elementsOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** The properties of what should be an object; none where it is something else. */
export function propertiesOf<O extends object>(value: O | undefined): Partial<O> {
  return typeof value === "object" && value !== null ? value : {};
}

/** What a function gives; a value that is not one, as it is. */
export function resultOf<A, R>(make: (given: A) => R, given: A): R {
  return typeof make === "function" ? make(given) : (make as R);
}
