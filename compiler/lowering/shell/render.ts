import { type Context, codeWord, refusedArithmetic } from "./frames.ts";
import { singleQuoted, withinSingleQuotes } from "../../shell/quote.ts";
import { contexts, HOLE } from "./lexer.ts";

/** What is interpolated: a text that is known now, or a variable. Its name is asked for only where it is read. */
export type Interpolation =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: () => string };

export interface Refusal {
  /** Which interpolation, from 0. */
  readonly index: number;
  readonly where: string;
  readonly instead: string;
}

export interface Rendered {
  readonly script: string;
  readonly refusals: readonly Refusal[];
}

/** Names a variable that carries a text, for places where no quoting is safe. */
export type Carry = (text: string) => string;

/**
 * Puts values into a script so that whatever program gets them gets exactly their bytes.
 *
 * @param text - The script with a {@link HOLE} for each interpolation.
 */
export function render(text: string, values: readonly Interpolation[], carry: Carry): Rendered {
  const parts = text.split(HOLE);
  const refusals: Refusal[] = [];
  let script = parts[0] ?? "";
  for (const [index, context] of contexts(text).entries()) {
    const value = values[index]!;
    const put = inCode(text, context, value) ?? insertion(context, value, parts[index]!, carry);
    if (put.kind === "refused") refusals.push({ index, where: put.where, instead: put.instead });
    else {
      // A $ right before the value would begin an expansion with it: as an escaped one it stays a $.
      const dollar = context.kind !== "refused" && context.afterDollar;
      script = (dollar ? `${script.slice(0, -1)}\\$` : script) + put.text;
    }
    script += parts[index + 1] ?? "";
  }
  return { script, refusals };
}

/** A variable in a word that an interpreter reads as code would become code there, however it is quoted here. */
function inCode(text: string, context: Context, value: Interpolation): Put | undefined {
  if (context.kind === "refused" || context.kind === "comment" || value.kind === "text") return undefined;
  return codeWord(text, context.words);
}

type Put = { readonly kind: "put"; readonly text: string } | Extract<Context, { kind: "refused" }>;

const put = (text: string): Put => ({ kind: "put", text });

const reference = (name: string) => `\${${name}}`;

/** A name that goes on into what follows: `$FOO` before an interpolated `BAR` must stay `$FOO`. */
const openName = /\$(?:\w|\\\n)+$/;

function insertion(context: Context, value: Interpolation, before: string, carry: Carry): Put {
  switch (context.kind) {
    case "refused":
      return context;
    case "comment":
      return put(value.kind === "text" ? value.text.replaceAll(/[\0-\x1f]/g, " ") : "...");
    case "arithmetic":
      if (value.kind === "variable" || !/^-?\d+$/.test(value.text)) return refusedArithmetic;
      return put(value.text.startsWith("-") ? `(${value.text})` : value.text);
    case "bare":
      return put(value.kind === "text" ? singleQuoted(value.text) : `"${reference(value.name())}"`);
    case "single":
      return put(value.kind === "text" ? withinSingleQuotes(value.text) : `'"${reference(value.name())}"'`);
    case "double":
      if (value.kind === "variable") return put(reference(value.name()));
      return put((openName.test(before) ? '""' : "") + value.text.replaceAll(/["\\$`]/g, "\\$&"));
    case "document":
      return put(reference(value.kind === "text" ? carry(value.text) : value.name()));
  }
}
