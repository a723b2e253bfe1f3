import type { CallSite } from "./call-site.ts";

/** The key under which a public object carries what it declares. Not exported from the package: nobody else makes one. */
export const declared: unique symbol = Symbol.for("waybill.declared") as never;

/** Beside what it declares, where it was written. */
export interface Declaration<Kind extends string, Options> {
  readonly kind: Kind;
  readonly name: string;
  readonly options: Options;
  readonly at: CallSite;
}

/** An object of one of the public functions, whatever its type says. */
export interface Declared<D> {
  readonly [declared]: D;
}

/** What a value declares, or undefined when it is no object of the public functions. */
export function declarationOf(value: unknown): { readonly kind: string } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Partial<Declared<{ readonly kind: string }>>)[declared];
}
