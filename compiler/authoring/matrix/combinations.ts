import { elementsOf, propertiesOf } from "../given.ts";

/** What an axis of a matrix is made of. */
export type MatrixValue = string | number | boolean;

/** A value for every axis. */
export type Combination = Readonly<Record<string, MatrixValue>>;

/** What a matrix says of its combinations. */
export interface Selection {
  readonly axes?: Readonly<Record<string, readonly MatrixValue[]>>;
  readonly include?: readonly object[];
  readonly exclude?: readonly object[];
}

/** More are refused, so no more are made: nobody has meant them. */
export const MOST_INSTANCES = 10_000;

export interface Combinations {
  readonly rows: readonly Combination[];
  /** How many there are in all. */
  readonly count: number;
  /** Elements of `exclude` that match nothing. */
  readonly unmatched: readonly number[];
}

/** Every combination of the axes, the first varying slowest, but for those excluded; then those included. */
export function combinations(selection: Selection): Combinations {
  const given = propertiesOf(selection);
  const axes = propertiesOf(given.axes);
  const [include, exclude] = [elementsOf(given.include), elementsOf(given.exclude)];
  const names = Object.keys(axes);
  const used = new Set<number>();
  const rows: Combination[] = [];
  let count = include.length;
  const descend = (depth: number, row: Combination): void => {
    const name = names[depth];
    if (name !== undefined) {
      for (const value of elementsOf(axes[name])) descend(depth + 1, { ...row, [name]: value });
      return;
    }
    const by = exclude.findIndex((one) => matches(one as Combination, row));
    if (by !== -1) used.add(by);
    else if (++count - include.length <= MOST_INSTANCES) rows.push(row);
  };
  // A product beyond this is wrong whatever it leaves out, and would take too long to write down.
  const product = names.reduce((size, name) => size * elementsOf(axes[name]).length, 1);
  if (product > 100_000) return { rows: [], count: product, unmatched: [] };
  if (names.length > 0) descend(0, {});
  const unmatched = exclude.flatMap((_, index) => (used.has(index) ? [] : [index]));
  return { rows: [...rows, ...include.map((one) => propertiesOf(one) as Combination)], count, unmatched };
}

/** Whether a row has all values of a part. */
export function matches(part: Combination, row: Combination): boolean {
  return Object.entries(propertiesOf(part)).every(([name, value]) => value === undefined || row[name] === value);
}

/** `unit-20-alpine`: a name that every provider allows, as far as the values do. */
export function instanceName(name: string, row: Combination): string {
  return [
    name,
    ...Object.values(propertiesOf(row)).map((value) =>
      (typeof value === "object" ? "" : String(value)).replaceAll(/[^A-Za-z0-9_]+/g, "-"),
    ),
  ].join("-");
}
