/**
 * GitLab's lexer for `rules:if`, as `lib/gitlab/ci/pipeline/expression/lexer.rb` and its lexemes have it: the first lexeme
 * that matches at a place is taken, and there may be 99 of them.
 */
export type Token =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "pattern"; readonly body: string; readonly flags: string }
  | { readonly kind: "null" }
  | { readonly kind: "(" | ")" | "==" | "=~" | "!=" | "!~" | "&&" | "||" };

const MOST_TOKENS = 99;

const LEXEMES: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [/\(/y, () => ({ kind: "(" })],
  [/\)/y, () => ({ kind: ")" })],
  [/\$(\w+)/y, ([, name]) => ({ kind: "variable", name: name! })],
  [/"(.*?)"|'(.*?)'/y, ([, double, single]) => ({ kind: "string", value: double ?? single ?? "" })],
  [
    /\/((?:[^/]|\\\/)+[^\\])\/([ismU]*)/y,
    ([, body, flags]) => ({ kind: "pattern", body: body!.replaceAll("\\/", "/"), flags: flags! }),
  ],
  [/null/y, () => ({ kind: "null" })],
  [/==/y, () => ({ kind: "==" })],
  [/=~/y, () => ({ kind: "=~" })],
  [/!=/y, () => ({ kind: "!=" })],
  [/!~/y, () => ({ kind: "!~" })],
  [/&&/y, () => ({ kind: "&&" })],
  [/\|\|/y, () => ({ kind: "||" })],
];

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (at >= text.length) break;
    const found = LEXEMES.map(([regex, make]) => {
      regex.lastIndex = at;
      const match = regex.exec(text);
      return match && { token: make(match), length: match[0].length };
    }).find((one) => one !== null);
    if (!found) throw new Error(`unknown lexeme at ${at} of ${text}`);
    tokens.push(found.token);
    at += found.length;
  }
  if (tokens.length > MOST_TOKENS) throw new Error(`too many tokens: ${tokens.length}`);
  if (tokens.length === 0) throw new Error("an empty expression");
  return tokens;
}
