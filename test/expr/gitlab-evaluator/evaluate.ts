import { RE2JS } from "re2js";
import { type Token, tokenize } from "./lexer.ts";

/** Variables of a pipeline; one that is not there is null. */
export type Variables = Readonly<Record<string, string>>;

type Value = string | null | boolean | { readonly body: string; readonly flags: string };

/**
 * A strict evaluator of `rules:if`. Comparison binds tighter than `&&`, which binds tighter than `||`. What GitLab documents
 * as an error, or only newer versions accept (a bare variable, `!`, a comparison of a comparison), is refused here.
 */
export function evaluateIf(text: string, variables: Variables): boolean {
  const tokens = tokenize(text);
  let at = 0;
  const take = (kind: Token["kind"]) => tokens[at]?.kind === kind && ++at > 0;

  const either = (): boolean => {
    let value = both();
    while (take("||")) {
      const right = both();
      value = value || right;
    }
    return value;
  };
  const both = (): boolean => {
    let value = comparison();
    while (take("&&")) {
      const right = comparison();
      value = value && right;
    }
    return value;
  };
  const comparison = (): boolean => {
    if (take("(")) {
      const value = either();
      if (!take(")")) throw new Error(`a parenthesis is not closed in ${text}`);
      return value;
    }
    const left = operand();
    const operator = tokens[at++]?.kind;
    const right = operand();
    switch (operator) {
      case "==":
        return plain(left) === plain(right);
      case "!=":
        return plain(left) !== plain(right);
      case "=~":
        return matches(left, right);
      case "!~":
        return !matches(left, right);
      default:
        throw new Error(`${operator} is no comparison in ${text}`);
    }
  };
  const operand = (): Value => {
    const token = tokens[at++];
    switch (token?.kind) {
      case "variable":
        return Object.hasOwn(variables, token.name) ? variables[token.name]! : null;
      case "string":
        return token.value;
      case "pattern":
        return { body: token.body, flags: token.flags };
      case "null":
        return null;
      default:
        throw new Error(`${token?.kind ?? "the end"} is no operand in ${text}`);
    }
  };

  const value = either();
  if (at < tokens.length) throw new Error(`${tokens[at]!.kind} is left over in ${text}`);
  return value;
}

function plain(value: Value): string | null {
  if (typeof value === "string" || value === null) return value;
  throw new Error("a pattern is compared");
}

/** Null is matched as the empty text. */
function matches(left: Value, right: Value): boolean {
  if (typeof right !== "object" || right === null) throw new Error("the right of a match is no pattern");
  return compiled(right.flags, right.body)
    .matcher(plain(left) ?? "")
    .find();
}

const cache = new Map<string, RE2JS>();

function compiled(flags: string, body: string): RE2JS {
  const source = flags ? `(?${flags})${body}` : body;
  const known = cache.get(source) ?? RE2JS.compile(source);
  cache.set(source, known);
  return known;
}
