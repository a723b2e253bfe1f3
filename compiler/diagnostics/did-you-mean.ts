/**
 * Asks, as the beginning of a remedy, for the name that a mistyped one was probably meant to be; empty where there is none.
 *
 * @example
 * ```ts
 * didYouMean("untt", ["unit", "deploy"]); // "did you mean unit? If not, "
 * ```
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `did you mean ${near}? If not, `;
}

/** The nearest name, where getting there takes few enough keys. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.floor(name.length / 3);
  const near = known
    .map((one) => ({ one, distance: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.one;
}

/** How many letters have to be put in, taken out, replaced, or changed with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = from[i - 2] === to[j - 1] && from[i - 1] === to[j - 2] ? before[j - 2]! + 1 : Infinity;
      row[j] = Math.min(replaced, swapped, above[j]! + 1, row[j - 1]! + 1);
    }
    before = above;
  }
  return row[to.length]!;
}
