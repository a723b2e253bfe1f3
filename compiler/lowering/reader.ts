import { duration } from "./rules/duration.ts";
import { entriesOf, fieldOf, isList, isRecord, valueInWords, type Written } from "./nodes.ts";
import { type Rule, type Scope, validate } from "./scope.ts";

/**
 * The options of one declaration. Each is read and judged here, in one call: `from.choice("shell", ["sh", "bash"])`. Types
 * may have been cast away, so nothing is believed: a value of a wrong kind is a misuse (WB2004) with the name of its option,
 * and one that breaks a rule is reported (WB2003); a stand-in of the right type takes its place.
 */
export interface Reader {
  readonly scope: Scope;
  /** All options, as they stand. */
  readonly options: Written | undefined;
  /** An option as it stands; undefined where there is none. */
  get(name: string): Written | undefined;
  has(name: string): boolean;
  /** An option's name for messages: `to.deadline`. */
  field(name: string): string;
  /** Reports a value of a wrong kind. */
  misuse(field: string, wanted: string, value: Written | undefined): void;
  /** A text that has to be there. `what` is its name in the messages of its rule. Default: the option's. */
  text(name: string, rule?: Rule, what?: string): string;
  optionalText(name: string, rule?: Rule, what?: string): string | undefined;
  /** One of a closed set of words; the first where there is none or it is wrong. */
  choice<const T extends string>(name: string, choices: readonly [T, ...T[]], what?: string): T;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  /** A whole number within bounds; the least where it is wrong. */
  whole(name: string, bounds: Bounds, what?: string): number | undefined;
  wholes(name: string, bounds: Bounds, what?: string): readonly number[];
  /** Seconds of a length of time. */
  duration(name: string, standard: number, least?: number): number;
  /** A list, each element with its name for messages. Absent: none. What is no list counts as its only element. */
  list(name: string): readonly Element[];
  texts(name: string, rule?: Rule, what?: string): readonly string[];
  optionalTexts(name: string, rule?: Rule, what?: string): readonly string[] | undefined;
  entries(name: string): readonly (readonly [string, Written])[];
  /** The options of an option. */
  inner(name: string): Reader;
}

export interface Element {
  readonly value: Written;
  readonly field: string;
}

/** The least and the most. */
export type Bounds = readonly [number, number];

export function reader(scope: Scope, options: Written | undefined, prefix = ""): Reader {
  const field = (name: string) => `${prefix}${name}`;
  const get = (name: string) => fieldOf(options, name);
  const misuse = (name: string, wanted: string, value: Written | undefined) => {
    const values = { field: name, wanted, found: valueInWords(scope.walk.nodes, value) };
    scope.misuses.add("WB2004", values, { at: scope.at });
  };
  if (options !== undefined && !isRecord(options)) misuse(prefix.slice(0, -1) || "options", "an object", options);
  const asText = (place: string, value: Written | undefined, rule?: Rule, what = place): string | undefined => {
    if (typeof value !== "string") return void misuse(place, "a text", value);
    return rule ? validate(scope, what, value, rule) : value;
  };
  const asWhole = (value: number, bounds: Bounds, what: string) => whole(scope, what, value, bounds);
  const asNumber = (place: string, value: Written | undefined): number | undefined => {
    if (value === undefined || typeof value === "number") return value;
    return void misuse(place, "a number", value);
  };
  const list = (name: string): readonly Element[] => {
    const value = get(name);
    if (value === undefined) return [];
    if (!isList(value)) return [{ value, field: field(name) }];
    return value.map((element, index) => ({ value: element, field: `${field(name)}[${index}]` }));
  };
  const optionalText = (name: string, rule?: Rule, what = field(name)) => {
    const value = get(name);
    return value === undefined ? undefined : asText(field(name), value, rule, what);
  };
  const texts = (name: string, rule?: Rule, what = field(name)) =>
    list(name).map((element) => asText(element.field, element.value, rule, what) ?? "");
  const number = (name: string) => asNumber(field(name), get(name));
  return {
    ...{ scope, options, get, field, misuse, list, optionalText, texts, number },
    has: (name) => get(name) !== undefined,
    text: (name, rule, what = field(name)) => asText(field(name), get(name), rule, what) ?? "",
    choice: (name, choices, what = field(name)) => oneOf(scope, what, optionalText(name), choices),
    flag: (name) => {
      const value = get(name);
      if (value === undefined || typeof value === "boolean") return value;
      return void misuse(field(name), "true or false", value);
    },
    whole: (name, bounds, what = field(name)) => {
      const value = number(name);
      return value === undefined ? undefined : asWhole(value, bounds, what);
    },
    wholes: (name, bounds, what = field(name)) =>
      list(name).map((element) => asWhole(asNumber(element.field, element.value) ?? bounds[0], bounds, what)),
    duration: (name, standard, least) => duration(scope, field(name), optionalText(name), standard, least),
    optionalTexts: (name, rule, what) => (get(name) === undefined ? undefined : texts(name, rule, what)),
    entries: (name) => {
      const value = get(name);
      if (value === undefined) return [];
      if (isRecord(value)) return entriesOf(value);
      misuse(field(name), "an object", value);
      return [];
    },
    inner: (name) => reader(scope, get(name), `${field(name)}.`),
  };
}

/** One of a closed set of words; the first where there is none or it is wrong. */
export function oneOf<const T extends string>(
  scope: Scope,
  what: string,
  value: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  const chosen = choices.find((choice) => choice === value);
  if (value === undefined || chosen !== undefined) return chosen ?? choices[0];
  validate(scope, what, value, () => ({ problem: "is none of the choices", expected: choices.join(", ") }));
  return choices[0];
}

/** A whole number within bounds; the least where it is none. */
function whole(scope: Scope, what: string, value: number, [least, most]: Bounds): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const expected = `a whole number from ${least} to ${most}`;
  validate(scope, what, String(value), () => ({ problem: "is out of bounds", expected }));
  return least;
}
