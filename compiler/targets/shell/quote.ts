import { singleQuoted } from "../../shell/quote.ts";

/**
 * A text as one word of a POSIX shell. GitHub would read `${{` in a script, and GitLab `$[[`, so these are kept apart by quotes.
 *
 * @example
 * shellWord("it's"); // 'it'\''s'
 */
export function shellWord(text: string): string {
  if (/^[\w@%+:,./-]+$/.test(text)) return text;
  return singleQuoted(text).replaceAll(/\$(?=\{\{|\[\[)/g, "$$''");
}

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/**
 * A text as one word, laid out for people: in quotes where it is short and has none, else as a here-document, in which
 * every character stands for itself.
 */
export function shellText(text: string): string {
  if (!/['\n]/.test(text)) return `'${text}'`;
  const lines = text.split("\n");
  let end = "END";
  // No line may even begin with it: dash 0.5.12 loses a byte of a text such as "ENDé".
  for (let count = 1; lines.some((line) => line.startsWith(end)); count++) end = `EOF_${count}`;
  return `"$(cat <<'${end}'\n${text.replace(/\n$/, "")}\n${end}\n)"`;
}
