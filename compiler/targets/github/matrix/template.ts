import type { MatrixRow } from "../../../graph/model/index.ts";

type Part = { readonly text: string } | { readonly axis: string };

/**
 * One text with `${{ matrix.axis }}` in it that is each of the given ones for the values of its row; undefined where there
 * is none. Values are looked for outside of expressions only.
 */
export function template(texts: readonly string[], rows: readonly MatrixRow[]): string | undefined {
  const axes = Object.keys(rows[0] ?? {});
  const failed = new Set<string>();
  const search = (at: readonly number[]): readonly Part[] | undefined => {
    if (at.every((position, index) => position === texts[index]!.length)) return [];
    const key = at.join();
    if (failed.has(key)) return undefined;
    for (const { part, widths } of steps(texts, at, rows, axes)) {
      const rest = search(at.map((position, index) => position + widths[index]!));
      if (rest) return [part, ...rest];
    }
    failed.add(key);
    return undefined;
  };
  return search(texts.map(() => 0))
    ?.map((part) => ("axis" in part ? reference(part.axis) : part.text))
    .join("");
}

/** A value of the matrix, in a text. */
export function reference(axis: string): string {
  return `\${{ matrix.${axis} }}`;
}

interface Step {
  readonly part: Part;
  readonly widths: readonly number[];
}

/** What may come next in all texts: the value of an axis, or one and the same piece. */
function steps(
  texts: readonly string[],
  at: readonly number[],
  rows: readonly MatrixRow[],
  axes: readonly string[],
): readonly Step[] {
  const values = axes.flatMap((axis): readonly Step[] => {
    const here = rows.map((row) => String(row[axis]));
    const fits = here.every((value, index) => value !== "" && texts[index]!.startsWith(value, at[index]));
    return fits ? [{ part: { axis }, widths: here.map((value) => value.length) }] : [];
  });
  const text = piece(texts[0]!, at[0]!);
  const same = text !== "" && texts.every((one, index) => piece(one, at[index]!) === text);
  return same ? [...values, { part: { text }, widths: texts.map(() => text.length) }] : values;
}

/** The next character, or a whole expression. */
function piece(text: string, at: number): string {
  if (!text.startsWith("${{", at)) return text.slice(at, at + 1);
  const end = text.indexOf("}}", at);
  return text.slice(at, end === -1 ? text.length : end + 2);
}
