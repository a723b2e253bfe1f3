import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { Misuse } from "../document.ts";
import { type Referent, WORDS } from "../reference.ts";
import { phrase } from "./phrase.ts";

/** The options of one declaration, read by name. Their types may have been cast away, so nothing is believed. */
export interface Reader {
  readonly at: CallSite;
  /** Options as they stand. */
  get(name: string): unknown;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  optionalNumber(name: string): number | undefined;
  optionalFlag(name: string): boolean | undefined;
  /** A list; absent: none. One that is no list counts as its only element. */
  list(name: string): readonly unknown[];
  texts(name: string): readonly string[];
  entries(name: string): readonly (readonly [string, unknown])[];
  /** The options of an option. */
  inner(name: string): Reader;
  /** Notes a value of the wrong kind. */
  misuse(field: string, wanted: string, value: unknown): void;
  field(name: string): string;
}

/** Says what stands where something else should. */
const found = (value: unknown): string => {
  const referent = declarationOf(value) as Partial<Referent> | undefined;
  const named = ["secret", "secretFile", "idToken", "output", "run", "input", "matrix"].includes(referent?.kind ?? "");
  return named
    ? `the ${WORDS[referent!.kind!] ?? referent!.kind} ${referent?.name}, which is known only when a job runs`
    : phrase(value);
};

export function reader(options: unknown, at: CallSite, misuses: Misuse<CallSite>[], prefix = ""): Reader {
  const object = (typeof options === "object" && options !== null ? options : {}) as Readonly<Record<string, unknown>>;
  const get = (name: string) => object[name];
  const field = (name: string) => `${prefix}${name}`;
  const misuse = (name: string, wanted: string, value: unknown) => {
    misuses.push({ field: name, wanted, found: found(value), at });
  };
  const asText = (name: string, value: unknown): string => {
    if (typeof value === "string") return value;
    misuse(name, "a text", value);
    return "";
  };
  const list = (name: string): readonly unknown[] => {
    const value = get(name);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  };
  return {
    at,
    get,
    field,
    misuse,
    list,
    text: (name) => asText(field(name), get(name)),
    optionalText: (name) => (get(name) === undefined ? undefined : asText(field(name), get(name))),
    optionalNumber: (name) => {
      const value = get(name);
      if (value === undefined || typeof value === "number") return value;
      misuse(field(name), "a number", value);
      return undefined;
    },
    optionalFlag: (name) => {
      const value = get(name);
      if (value === undefined || typeof value === "boolean") return value;
      misuse(field(name), "true or false", value);
      return undefined;
    },
    texts: (name) => list(name).map((one, index) => asText(`${field(name)}[${index}]`, one)),
    entries: (name) => {
      const value = get(name) ?? {};
      if (typeof value === "object" && !Array.isArray(value)) return Object.entries(value);
      misuse(field(name), "an object", value);
      return [];
    },
    inner: (name) => reader(get(name), at, misuses, `${field(name)}.`),
  };
}

/** The given properties without those that are undefined. */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const name in values) if (values[name] !== undefined) kept[name] = values[name];
  return kept as never;
}
