import { HOLE } from "./lexer.ts";

/** A script as the shell is given it: its parts as they are written, less what TypeScript and indentation ask for. */
export function scriptText(parts: readonly string[]): string {
  return dedent(parts.map(unescaped).join(HOLE));
}

/** In a template a backtick and `${` want a backslash, which is not the shell's. Every other backslash is. */
function unescaped(raw: string): string {
  return raw.replaceAll(/\\\\|\\`|\\\$\{|\$\\\{/g, (found) => (found === "\\\\" ? found : found.replace("\\", "")));
}

/** Takes off the indentation that all lines share, and blank lines around. A first line that begins with text has none. */
function dedent(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const widths = rest.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0].length);
  const indent = widths.length > 0 ? Math.min(...widths) : 0;
  const lines = [first.trimStart(), ...rest.map((line) => (line.trim() === "" ? "" : line.slice(indent)))];
  return lines.join("\n").replace(/^\n+/, "").replace(/\s+$/, "");
}
