import { type Context, contextOf, type Frame, type HereDocument } from "./frames.ts";
import { endsDocument, hereDocument } from "./here-document.ts";

/** Stands for an interpolation in the text that is read. No script can contain it. */
export const HOLE = "\0";

const code = (nested: boolean): Frame => ({ kind: "code", nested, parens: 0, wordStart: true, word: 0 });

/**
 * Reads a script as POSIX shells do, as far as it takes to know what each {@link HOLE} is inside of. Where shells
 * differ, or where telling would take a whole parser, it says so: every later hole is refused.
 */
export function contexts(source: string): readonly Context[] {
  const found: Context[] = [];
  const stack: Frame[] = [code(false)];
  const waiting: HereDocument[] = [];
  let doubt: string | undefined;
  let at = 0;

  const within = (kind: Frame["kind"]) => stack.some((frame) => frame.kind === kind);

  /** Reads from a `$` on: what it opens, or the name it expands. */
  const dollar = (): void => {
    const next = source[at + 1] ?? "";
    const quoted = stack.at(-1)!.kind !== "code";
    if (next === "(" && source[at + 2] === "(") {
      stack.push({ kind: "arithmetic", depth: 0 });
      at += 3;
    } else if (next === "(") {
      stack.push(code(true));
      at += 2;
    } else if (next === "{") {
      stack.push({ kind: "braces", quoted: within("double") || within("document") });
      at += 2;
    } else if (next === "'" && !quoted) {
      stack.push({ kind: "ansi" });
      at += 2;
    } else if (next === "\\" && source[at + 2] === "\n") {
      doubt ??= "a $ whose name is on the next line";
      at += 3;
    } else {
      at += /[$?!@*#\d-]/.test(next) ? 2 : 1;
    }
  };

  const nextDocument = (): void => {
    const document = waiting.shift();
    if (document) stack.push({ kind: "document", ...document });
  };

  const readCode = (frame: Frame & { kind: "code" }, char: string): void => {
    if (char === "<" && source[at + 1] === "<") {
      operator();
      return;
    }
    const { wordStart } = frame;
    frame.wordStart = /[\s;&|()<>]/.test(char);
    if (char === "'" || char === '"') stack.push({ kind: char === "'" ? "single" : "double" });
    else if (char === "`") stack.push({ kind: "backtick" });
    else if (char === "#" && wordStart) stack.push({ kind: "comment" });
    else if (char === "(" && source[at + 1] === "(" && wordStart) {
      stack.push({ kind: "arithmetic", depth: 0 });
      at += 1;
    } else if (char === "(") frame.parens += 1;
    else if (char === ")" && frame.parens > 0) frame.parens -= 1;
    else if (char === ")" && frame.nested) stack.pop();
    else if (char === "\n" && !frame.nested) nextDocument();
    else if (frame.nested && wordStart && /^case\b/.test(source.slice(at, at + 5))) doubt ??= "a case inside $(...)";
    at += 1;
  };

  /** Reads from `<<` on. */
  const operator = (): void => {
    if (source[at + 2] === "<") {
      at += 3;
      return;
    }
    const opening = stack.length === 1 ? hereDocument(source, at) : undefined;
    if (opening) waiting.push(opening.document);
    else doubt ??= "a here-document that begins where it cannot be followed";
    at = opening?.end ?? at + 2;
  };

  const readQuoted = (frame: Frame, char: string): void => {
    switch (frame.kind) {
      case "single":
        if (char === "'") stack.pop();
        break;
      case "ansi":
        if (char === "'") stack.pop();
        break;
      case "double":
        if (char === '"') stack.pop();
        else if (char === "`") stack.push({ kind: "backtick" });
        break;
      case "backtick":
        if (char === "`") stack.pop();
        break;
      case "braces":
        if (char === "}") stack.pop();
        else if (char === '"') stack.push({ kind: "double" });
        else if (char === "`") stack.push({ kind: "backtick" });
        else if (char === "'" && frame.quoted) doubt ??= "a single quote inside ${...} inside double quotes";
        else if (char === "'") stack.push({ kind: "single" });
        break;
      case "arithmetic":
        readArithmetic(frame, char);
        break;
      case "document":
        if (char === "`" && !frame.literal) stack.push({ kind: "backtick" });
        break;
    }
    at += 1;
  };

  const readArithmetic = (frame: Frame & { kind: "arithmetic" }, char: string): void => {
    if (char === "(") frame.depth += 1;
    else if (char === '"') stack.push({ kind: "double" });
    else if (char === "'") stack.push({ kind: "single" });
    else if (char === "`") stack.push({ kind: "backtick" });
    else if (char === ")" && frame.depth > 0) frame.depth -= 1;
    else if (char === ")") {
      stack.pop();
      if (source[at + 1] === ")") at += 1;
      else doubt ??= "two opening parentheses that are not arithmetic";
    }
  };

  const readBackslash = (frame: Frame): void => {
    const next = source[at + 1];
    if (frame.kind === "code" && next !== "\n") frame.wordStart = false;
    if (frame.kind === "ansi" && next === "'") doubt ??= "an escaped quote inside $'...'";
    if (frame.kind === "document" && next === "\n") doubt ??= "a here-document with a line that ends in a backslash";
    if (next === HOLE) doubt ??= "a backslash";
    at += next === HOLE ? 1 : 2;
  };

  let lineStart = false;
  while (at < source.length) {
    const frame = stack.at(-1)!;
    const char = source[at]!;
    if (frame.kind === "document" && lineStart && endsDocument(source, at, frame)) {
      stack.pop();
      const end = source.indexOf("\n", at);
      at = end === -1 ? source.length : end + 1;
      nextDocument();
      continue;
    }
    lineStart = char === "\n";
    if (frame.kind === "code" && frame.wordStart && !/[\s;&|()<>]/.test(char)) frame.word = at;
    const literal = frame.kind === "single" || frame.kind === "comment" || (frame.kind === "document" && frame.literal);
    if (char === HOLE) {
      found.push(contextOf(stack, !literal && opensAtHole(source, at, frame), doubt));
      if (frame.kind === "code") frame.wordStart = false;
      at += 1;
    } else if (frame.kind === "comment" && char === "\n") {
      // The line's end belongs to the commands.
      stack.pop();
      lineStart = false;
    } else if (literal) readQuoted(frame, char);
    else if (char === "\\") readBackslash(frame);
    else if (char === "$" && frame.kind !== "ansi" && frame.kind !== "backtick") {
      if (frame.kind === "code") frame.wordStart = false;
      dollar();
    } else if (frame.kind === "code") readCode(frame, char);
    else readQuoted(frame, char);
    if (lineStart && stack.length > 2 && within("document"))
      doubt ??= "a substitution over several lines of a here-document";
  }
  return found;
}

/** Whether a `$` right before the hole would begin an expansion there. The `$` was read alone, so it is no `$$`. */
function opensAtHole(source: string, at: number, frame: Frame): boolean {
  if (source[at - 1] !== "$" || frame.kind === "backtick" || frame.kind === "ansi") return false;
  let start = at;
  while (source[start - 1] === "$") start -= 1;
  const dollars = at - start;
  let backslashes = 0;
  while (source[start - 1 - backslashes] === "\\") backslashes += 1;
  return (dollars - (backslashes % 2)) % 2 === 1;
}
