import { HOLE } from "./lexer.ts";

/** What an interpolation of a PowerShell script is inside of (about_Quoting_Rules, about_Parsing). */
export type PowerShellContext =
  | { readonly kind: "bare" | "single" | "double" | "expandable" | "comment" }
  | { readonly kind: "refused"; readonly where: string; readonly instead: string };

type Frame = "code" | "nested" | "double" | "expandable" | "subexpression";

/** PowerShell takes typographic quotes for plain ones (about_Quoting_Rules). */
const SINGLE = "'‘’‚‛";
const DOUBLE = '"“”„';

/** What another interpreter reads as code, however it is quoted here. */
const CODE =
  /\b(?:Invoke-Expression|iex|Invoke-Command|icm|Add-Type|ScriptBlock\]?::Create)\b|(?:^|\s)[-/](?:c|command|e|ec|encodedcommand|eval)\b|--%/i;

const refused = (where: string, instead: string): PowerShellContext => ({ kind: "refused", where, instead });
const AS_ENV = "pass it in env, and read it there: step(name, pwsh`...`, { env: { NAME: value } })";

/** The contexts of all holes of a script, in their order. */
export function powerShellContexts(source: string): readonly PowerShellContext[] {
  const found: PowerShellContext[] = [];
  const stack: Frame[] = ["code"];
  let at = 0;
  const top = () => stack.at(-1)!;
  const skipTo = (end: RegExp, kind: PowerShellContext) => {
    end.lastIndex = at;
    const match = end.exec(source);
    const stop = match ? match.index + match[0].length : source.length;
    for (const char of source.slice(at, stop)) if (char === HOLE) found.push(kind);
    at = stop;
  };
  while (at < source.length) {
    const char = source[at]!;
    const rest = source.slice(at);
    const isText = top() === "double" || top() === "expandable";
    if (char === HOLE) {
      found.push(isText ? inText(source, at, top()) : inCode(source, at));
      at += 1;
    } else if (char === "`") {
      at += 2;
    } else if (isText) {
      if (rest.startsWith("$(")) {
        stack.push("subexpression");
        at += 2;
      } else if (top() === "expandable" && /^\n"@/.test(rest)) {
        stack.pop();
        at += 3;
      } else if (top() === "double" && DOUBLE.includes(char)) {
        const isPair = DOUBLE.includes(source[at + 1] ?? " ");
        if (!isPair) stack.pop();
        at += isPair ? 2 : 1;
      } else at += 1;
    } else if (/^@['‘’‚‛][ \t]*\n/.test(rest)) {
      skipTo(/\n['‘’‚‛]@/g, refused("in a literal here-string", AS_ENV));
    } else if (/^@["“”„][ \t]*\n/.test(rest)) {
      stack.push("expandable");
      at = source.indexOf("\n", at);
    } else if (SINGLE.includes(char)) {
      at += 1;
      skipTo(/(?:[^'‘’‚‛]|['‘’‚‛]{2})*['‘’‚‛]/y, { kind: "single" });
    } else if (DOUBLE.includes(char)) {
      stack.push("double");
      at += 1;
    } else if (rest.startsWith("<#")) {
      skipTo(/#>/g, { kind: "comment" });
    } else if (char === "#" && /(?:^|[\s;(){}|&,])$/.test(source.slice(0, at))) {
      skipTo(/(?=\n)|$/g, { kind: "comment" });
    } else if (char === "(" || char === "{") {
      stack.push("nested");
      at += 1;
    } else if ((char === ")" || char === "}") && stack.length > 1) {
      stack.pop();
      at += 1;
    } else at += 1;
  }
  return found;
}

/** The line that a hole is in, for what the words before it do with theirs. */
const before = (source: string, at: number) => source.slice(source.lastIndexOf("\n", at) + 1, at);

function inText(source: string, at: number, frame: Frame): PowerShellContext {
  if (CODE.test(before(source, at))) return refused("in a string that is read as code", AS_ENV);
  return { kind: frame === "double" ? "double" : "expandable" };
}

/** A value by itself is one argument; PowerShell does not expand one that is a part of a bare word in all places. */
function inCode(source: string, at: number): PowerShellContext {
  if (CODE.test(before(source, at))) return refused("in a string that is read as code", AS_ENV);
  const [left, right] = [source[at - 1] ?? "\n", source[at + 1] ?? "\n"];
  const starts = left === "=" ? /(?:\s|\$[\w:.]+)[+*-]?=$/.test(source.slice(0, at)) : /[\s(){},;[\]|]/.test(left);
  if (starts && /[\s(){},;[\]|]/.test(right)) {
    const first = /(?:^|[;|{(&\n])\s*$/.test(source.slice(0, at)) && !/[=,(]\s*$/.test(source.slice(0, at));
    return first ? refused("as the name of a command", "write the command's name into the script") : { kind: "bare" };
  }
  return refused("as a part of a word without quotes", 'put the word into double quotes: "--name=${value}"');
}

/** A text between single quotes. */
export const powerShellSingle = (text: string): string => text.replaceAll(/['‘’‚‛]/g, "$&$&");

/** A text between double quotes, or in a here-string that expands variables. */
export const powerShellDouble = (text: string): string => text.replaceAll(/[`$"“”„]/g, "`$&");
