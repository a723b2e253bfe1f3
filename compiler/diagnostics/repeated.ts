import type { Diagnostic } from "./diagnostic.ts";

/** A diagnostic, and the names that further ones of the same place have where the first has another. */
export interface Repeated {
  readonly first: Diagnostic;
  readonly others: readonly string[];
}

/**
 * Diagnostics of one place that differ in a single name, as those of a matrix' instances do, as one. Those that differ in
 * anything else stay apart.
 */
export function joinRepeated(diagnostics: readonly Diagnostic[]): readonly Repeated[] {
  const joined: { first: Diagnostic; others: string[]; name?: string }[] = [];
  const byPlace = new Map<string, (typeof joined)[number][]>();
  for (const diagnostic of diagnostics) {
    const { code, at } = diagnostic;
    const place = `${code} ${at && `${at.file}:${at.line}:${at.column}`}`;
    const known = byPlace.get(place) ?? [];
    byPlace.set(place, known);
    const match = at && known.flatMap((entry) => ({ entry, names: nameThatDiffers(entry.first, diagnostic) }));
    const same = match?.find(({ entry, names }) => names && (entry.name ?? names[0]) === names[0]);
    if (same?.names) {
      same.entry.name = same.names[0];
      same.entry.others.push(same.names[1]);
      continue;
    }
    const entry = { first: diagnostic, others: [] };
    known.push(entry);
    joined.push(entry);
  }
  return joined.map(({ first, others }) => ({ first, others: [...new Set(others)] }));
}

/** The only name in which two texts differ, however often they have it, in longer names too; undefined: they differ otherwise. */
function nameThatDiffers(a: Diagnostic, b: Diagnostic): readonly [string, string] | undefined {
  const [old, now] = [wordsOf(a), wordsOf(b)];
  if (old.length !== now.length) return undefined;
  const pairs = old.flatMap((word, index) => (word === now[index] ? [] : [[word, now[index]!] as const]));
  const [first] = pairs.toSorted(([x], [y]) => x.length - y.length);
  if (!first || pairs.some(([word, other]) => word.replaceAll(first[0], first[1]) !== other)) return undefined;
  return isInstance(first[0]) && isInstance(first[1]) ? first : undefined;
}

/** Ids of jobs: an instance has the name of its matrix and its values. */
const isInstance = (word: string) => /^[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+$/.test(word);

const wordsOf = ({ message, remedy }: Diagnostic): readonly string[] =>
  `${message}\n${remedy}`.split(/([^A-Za-z0-9_-]+)/);
