/** What a file of secrets says. */
export interface ParsedSecrets {
  /** Values by name. A name alone has none: the environment is asked. */
  readonly values: Readonly<Record<string, string>>;
  /** The first line, counted from 1, that is none. Nothing of its text is in the reason, for it may be a secret. */
  readonly problem?: { readonly line: number; readonly reason: string };
}

const NAMED = /^[A-Za-z_][A-Za-z0-9_]*=[^=\s]/;

/**
 * Reads `NAME=value` lines as `docker run --env-file` does: all that is behind the first `=` is the value, `#` and `$` too;
 * lines that begin with `#` are comments. Beside that, a value may stand in quotes, and then have several lines. In double
 * quotes `\\n`, `\\"` and `\\\\` mean what they mean in JSON.
 */
export function parseSecrets(text: string): ParsedSecrets {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, equals, rest = ""] = /^\s*([A-Za-z_][A-Za-z0-9_]*)(=?)(.*)$/.exec(line) ?? [];
    if (name === undefined || (equals === "" && rest.trim() !== "")) {
      return { values, problem: { line: index + 1, reason: "is not NAME=value" } };
    }
    if (equals === "") continue;
    const quote = rest[0];
    if (quote !== '"' && quote !== "'") {
      values[name] = rest;
      continue;
    }
    const last = endOf(lines, index, quote);
    if (last === undefined) return { values, problem: { line: index + 1, reason: `has a ${quote} without its end` } };
    const quoted = [rest.slice(1), ...lines.slice(index + 1, last + 1)].join("\n").trimEnd().slice(0, -1);
    values[name] = quote === '"' ? unescaped(quoted) : quoted;
    index = last;
  }
  return { values };
}

/** The line at whose end the quote of a value ends; none where another name comes before. */
function endOf(lines: readonly string[], first: number, quote: string): number | undefined {
  for (let index = first; index < lines.length; index += 1) {
    if (index > first && NAMED.test(lines[index]!)) return undefined;
    const line = lines[index]!.trimEnd();
    const from = index === first ? line.indexOf("=") + 2 : 0;
    if (line.length > from && line.endsWith(quote) && !(quote === '"' && /(?<!\\)(\\\\)*\\"$/.test(line))) return index;
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

const unescaped = (text: string): string => text.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
