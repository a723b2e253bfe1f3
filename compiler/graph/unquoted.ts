/**
 * Names of the variables that a shell script uses where the shell splits their values into words: outside quotes, and not in
 * an assignment. Here-documents and what follows `#` are passed over.
 */
export function unquotedVariables(script: string): readonly string[] {
  const names: string[] = [];
  /** What closes each thing that is open; quotes begin anew inside a command substitution. */
  const open: string[] = [];
  let wordStart = 0;
  for (let at = 0; at < script.length; at++) {
    const char = script[at]!;
    const inside = open.at(-1);
    if (inside === "'") {
      if (char === "'") open.pop();
      continue;
    }
    if (char === "\\") {
      at++;
    } else if (char === inside) {
      open.pop();
    } else if (char === '"' || (char === "'" && inside !== '"')) {
      open.push(char);
    } else if (char === "`") {
      open.push("`");
    } else if (char === "$" && script[at + 1] === "(") {
      open.push(")");
      at++;
      wordStart = at + 1;
    } else if (char === "$" && inside !== '"') {
      const name = /^\$\{?(\w+)/.exec(script.slice(at, at + 200))?.[1];
      if (name && !/^\w+=/.test(script.slice(wordStart, at))) names.push(name);
    } else if (inside !== '"') {
      if (/[\s;&|()]/.test(char)) wordStart = at + 1;
      if (char === "#" && at === wordStart) at = lineEnd(script, at) - 1;
      const hereDocument = char === "<" && /^<<-?\s*["']?(\w+)["']?/.exec(script.slice(at, at + 200));
      if (hereDocument && script[at - 1] !== "<") at = hereDocumentEnd(script, at, hereDocument[1]!);
    }
  }
  return names;
}

function lineEnd(script: string, at: number): number {
  const end = script.indexOf("\n", at);
  return end === -1 ? script.length : end;
}

/** The last character of the line that ends the here-document. */
function hereDocumentEnd(script: string, at: number, word: string): number {
  const end = new RegExp(`^\\t*${word}$`, "m");
  const from = lineEnd(script, at);
  const found = end.exec(script.slice(from));
  return found ? from + found.index + found[0].length - 1 : script.length;
}
