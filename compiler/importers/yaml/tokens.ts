import { type CST, Lexer, type LineCounter, Parser } from "yaml";

/** Open collections at which the library's own recursion is still far from the end of the stack. */
const DEEPEST = 400;

export interface TooDeep {
  /** Where the collection begins that is too deep. */
  readonly at: number;
}

/**
 * A text as the library's tokens. They are read in a loop that sees how many collections are open: composing them recurses,
 * and on a text such as a hundred thousand brackets it would end the process.
 */
export function tokensOf(text: string, lines: LineCounter): CST.Token[] | TooDeep {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return { at: parser.offset };
  }
  tokens.push(...parser.end());
  return tokens;
}

export const isTooDeep = (read: CST.Token[] | TooDeep): read is TooDeep => "at" in read && !Array.isArray(read);
