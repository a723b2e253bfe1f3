/** A set of code points: sorted ranges (both ends included) that neither touch nor overlap. */
export type CharSet = readonly (readonly [number, number])[];

/** Every character that a value can hold: all code points but NUL and the surrogates. */
export const ANY: CharSet = [
  [1, 0xd7ff],
  [0xe000, 0x10ffff],
];

export function single(char: string): CharSet {
  const code = char.codePointAt(0) ?? 0;
  return [[code, code]];
}

export function union(...sets: readonly CharSet[]): CharSet {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [low, high] of ranges) {
    const last = result.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}

/** What {@link ANY} holds beyond a set. */
export function complement(set: CharSet): CharSet {
  const result: [number, number][] = [];
  for (const [from, to] of ANY) {
    let next = from;
    for (const [low, high] of set) {
      if (high < next || low > to) continue;
      if (low > next) result.push([next, low - 1]);
      next = high + 1;
    }
    if (next <= to) result.push([next, to]);
  }
  return result;
}

export function contains(set: CharSet, code: number): boolean {
  return set.some(([low, high]) => low <= code && code <= high);
}

/** The set together with the other case of each ASCII letter in it. */
export function foldAscii(set: CharSet): CharSet {
  const shifted = (from: number, to: number, by: number): CharSet =>
    set
      .map(([low, high]) => [Math.max(low, from) + by, Math.min(high, to) + by] as const)
      .filter(([low, high]) => low <= high);
  return union(set, shifted(0x41, 0x5a, 32), shifted(0x61, 0x7a, -32));
}

export const DIGIT: CharSet = [[0x30, 0x39]];
export const WORD: CharSet = union(DIGIT, [[0x41, 0x5a]], single("_"), [[0x61, 0x7a]]);

/** White space as JavaScript has it; RE2 and POSIX know less of it. */
export const SPACE: CharSet = union(
  [[0x09, 0x0d]],
  single(" "),
  single("\u00a0"),
  single("\u1680"),
  [[0x2000, 0x200a]],
  [[0x2028, 0x2029]],
  single("\u202f"),
  single("\u205f"),
  single("\u3000"),
  single("\ufeff"),
);

/** What ends a line in JavaScript, and so is no `.`. */
export const LINE_END: CharSet = union(single("\n"), single("\r"), [[0x2028, 0x2029]]);
