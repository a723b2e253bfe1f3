/**
 * Finds many texts in one pass: an Aho-Corasick automaton whose states hold few children as a list, and before it a table
 * of pairs of characters (as Wu and Manber do it), with which the machine passes over what begins none of them. Line breaks
 * are looked through: a secret that is wrapped over lines is the same secret.
 */
export interface Matcher {
  /** Where in a text, from an index on, a needle may begin; -1: nowhere, but for the last {@link BEGINNING} characters. */
  begin(text: string, from: number): number;
  /** Length of the longest text that is a prefix of a needle and ends in this state. */
  readonly depth: Int32Array;
  /** Length of the longest needle that ends in this state; 0: none does. */
  readonly found: Int32Array;
  /** The state after one more character. */
  next(state: number, code: number): number;
  /** The state to go on with where a needle has ended: one that can still become another needle. */
  after(state: number): number;
}

/** How many characters tell that a needle may have begun. None is shorter, as none is shorter than `SHORTEST`. */
export const BEGINNING = 3;

export function matcherOf(needles: readonly string[]): Matcher {
  const size = needles.reduce((sum, needle) => sum + needle.length, 1);
  const code = new Uint16Array(size);
  const child = new Int32Array(size);
  const sibling = new Int32Array(size);
  const fail = new Int32Array(size);
  const depth = new Int32Array(size);
  const found = new Int32Array(size);
  let states = 1;

  const step = (state: number, wanted: number): number => {
    let at = child[state] as number;
    while (at !== 0 && code[at] !== wanted) at = sibling[at] as number;
    return at;
  };
  for (const needle of needles) {
    let state = 0;
    for (let index = 0; index < needle.length; index += 1) {
      const wanted = needle.charCodeAt(index);
      let at = step(state, wanted);
      if (at === 0) {
        at = states;
        states += 1;
        code[at] = wanted;
        sibling[at] = child[state] as number;
        child[state] = at;
        depth[at] = index + 1;
      }
      state = at;
    }
    found[state] = needle.length;
  }

  const next = (from: number, wanted: number): number => {
    for (let state = from; ; state = fail[state] as number) {
      const at = step(state, wanted);
      if (at !== 0 || state === 0) return at;
    }
  };
  // Breadth first: a state's failure is shorter than itself, so it is known by then.
  const order = new Int32Array(states);
  let filled = 1;
  for (let index = 0; index < filled; index += 1) {
    const state = order[index] as number;
    for (let at = child[state] as number; at !== 0; at = sibling[at] as number) {
      fail[at] = state === 0 ? 0 : next(fail[state] as number, code[at] as number);
      found[at] = Math.max(found[at] as number, found[fail[at] as number] as number);
      order[filled] = at;
      filled += 1;
    }
  }
  const steps = stepsOver(needles);
  const begin = (text: string, from: number): number => {
    for (let last = from + BEGINNING - 1; last < text.length; ) {
      const step = steps[pair(text.charCodeAt(last - 1), text.charCodeAt(last))] as number;
      if (step === 0) return last - BEGINNING + 1;
      last += step;
    }
    return -1;
  };
  const after = (ended: number): number => {
    let state = ended;
    while (state !== 0 && child[state] === 0) state = fail[state] as number;
    return state;
  };
  return { begin, depth, found, next, after };
}

/**
 * How far the next beginning of a needle is at least, by the pair of characters that would end it: 0 for the second and third
 * of a needle, 1 for its first and second, 2 for any other. No character is left out by this, so a line break is always
 * seen; a needle may begin before it and go on behind it, and only the automaton tells.
 */
function stepsOver(needles: readonly string[]): Uint8Array {
  const steps = new Uint8Array(PAIRS).fill(2);
  for (const needle of needles) {
    const [first, second, third] = [needle.charCodeAt(0), needle.charCodeAt(1), needle.charCodeAt(2)];
    steps[pair(second, third)] = 0;
    steps[pair(first, second)] = Math.min(1, steps[pair(first, second)] as number);
  }
  for (const lineBreak of [10, 13]) {
    for (let other = 0; other < 256; other += 1) {
      steps[pair(lineBreak, other)] = 0;
      steps[pair(other, lineBreak)] = 0;
    }
  }
  return steps;
}

const PAIRS = 1 << 16;

/** Pairs that share a number only make the automaton look once more. */
const pair = (left: number, right: number): number => ((left & 255) << 8) | (right & 255);
