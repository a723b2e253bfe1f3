/** A text broken into lines of a width, at spaces. A word that is longer stays whole. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Rows of cells, each column as wide as its widest cell; no space at a line's end. */
export function aligned(rows: readonly (readonly string[])[], gap = "  "): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

/** A cell in the middle of a width. */
export function centered(text: string, width: number): string {
  const before = Math.floor((width - text.length) / 2);
  return " ".repeat(Math.max(before, 0)) + text + " ".repeat(Math.max(width - text.length - before, 0));
}
