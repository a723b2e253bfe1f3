import { type Atom, asLiteral } from "../../expr/assume.ts";
import type { Expr, OutputVariable, TextTest } from "../../expr/model.ts";
import { singleQuoted } from "../../shell/quote.ts";

/**
 * A simplified condition as a POSIX shell condition, of a test for each atom.
 *
 * @param grouped - It stands beside others.
 */
export function printShell(expr: Expr, test: (atom: Atom, holds: boolean) => string, grouped = false): string {
  const literal = asLiteral(expr);
  if (literal) return test(literal.atom, literal.holds);
  if (expr.op === "constant") return String(expr.value);
  if (expr.op !== "and" && expr.op !== "or") throw new Error(`${expr.op} is left in a simplified condition`);
  const text = expr.operands.map((one) => printShell(one, test, true)).join(expr.op === "and" ? " && " : " || ");
  return grouped ? `{ ${text}; }` : text;
}

/** True or false by a pattern of the shell, which matches the whole of a word. */
export function shellCase(word: string, glob: string, holds: boolean): string {
  return holds ? `case ${word} in ${glob}) ;; *) false ;; esac` : `case ${word} in ${glob}) false ;; esac`;
}

/** The pattern of a text test. */
export function shellGlob({ op, variable, value }: TextTest): string {
  const text = variable.kind === "step" ? foldedGlob(value) : singleQuoted(value);
  return { startsWith: `${text}*`, endsWith: `*${text}`, includes: `*${text}*` }[op];
}

/** A pattern of the shell for a text in small letters, in whatever case. */
export const foldedGlob = (text: string): string =>
  text.replaceAll(/[a-z]|[^a-z]+/g, (part) =>
    /^[a-z]$/.test(part) ? `[${part}${part.toUpperCase()}]` : singleQuoted(part),
  );

/** Why a regular expression is not tried on an output: what could do it exactly comes before any output is there. */
export const patternOnOutput = ({ name, job }: OutputVariable): string =>
  `a regular expression cannot be tried on the output ${name} of ${job}; compare it with startsWith, endsWith or includes`;
