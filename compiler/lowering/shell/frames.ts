/** What a place in a shell script is inside of. Frames lie on a stack; the script itself is the lowest. */
export type Frame =
  /** Commands: the script itself, or the inside of `$(...)`. */
  | { readonly kind: "code"; readonly nested: boolean; parens: number; wordStart: boolean; word: number }
  | { readonly kind: "double" | "single" | "ansi" | "comment" | "backtick" }
  /** `${...}`; single quotes mean different things to different shells when it is inside double ones. */
  | { readonly kind: "braces"; readonly quoted: boolean }
  | { readonly kind: "arithmetic"; depth: number }
  | ({ readonly kind: "document" } & HereDocument);

export interface HereDocument {
  readonly delimiter: string;
  /** The delimiter was quoted: nothing is expanded. */
  readonly literal: boolean;
  /** `<<-`: leading tabs do not count. */
  readonly tabs: boolean;
}

/** Where a value stands. */
export type Context =
  | {
      readonly kind: "bare" | "double" | "single" | "comment" | "document" | "arithmetic";
      readonly afterDollar: boolean;
      /** Where the words begin that the value is part of: one for each command around it. */
      readonly words: readonly number[];
    }
  | Refused;

/** Why no value can stand there, and what to write instead. */
export interface Refused {
  readonly kind: "refused";
  readonly where: string;
  readonly instead: string;
}

const NAMED = "give the value to the step's env under a name, and write that name there";

const REFUSALS: Readonly<Partial<Record<Frame["kind"], Omit<Refused, "kind">>>> = {
  ansi: { where: "inside $'...'", instead: "use ordinary quotes around it" },
  braces: { where: "inside \\${...}", instead: NAMED },
  backtick: { where: "inside backticks", instead: "write $(...) instead of the backticks" },
  arithmetic: {
    where: "inside $((...)) unless it is a whole number known now",
    instead: "check in the script that the value is a number, then use a variable of it",
  },
  document: {
    where: "inside a substitution in a here-document",
    instead: "assign the substitution to a variable before the here-document",
  },
};

/** The context of a value at the top of the stack; `doubt` says what before it made the place uncertain. */
export function contextOf(stack: readonly Frame[], afterDollar: boolean, doubt: string | undefined): Context {
  if (doubt) return { kind: "refused", where: `after ${doubt}`, instead: NAMED };
  const top = stack.at(-1)!;
  const words = stack.flatMap((frame) => (frame.kind === "code" ? [frame.word] : []));
  const outer = stack.slice(0, -1).find((frame) => REFUSALS[frame.kind]);
  if (outer) return { kind: "refused", ...REFUSALS[outer.kind]! };
  switch (top.kind) {
    case "code":
      return { kind: "bare", afterDollar, words };
    case "double":
    case "single":
    case "comment":
    case "arithmetic":
      return { kind: top.kind, afterDollar, words };
    case "document":
      if (!top.literal) return { kind: "document", afterDollar, words: [] };
      return {
        kind: "refused",
        where: "inside a here-document whose delimiter is quoted",
        instead: `write <<${top.delimiter} without quotes, and a backslash before each $ that is text`,
      };
    default:
      return { kind: "refused", ...REFUSALS[top.kind]! };
  }
}

export const refusedArithmetic: Refused = { kind: "refused", ...REFUSALS.arithmetic! };

/** Programs whose next word is code: what is put into it is read as code too. */
const READS_CODE =
  /(?:^|[\s;&|({`/])(?:eval(?:[ \t]+[^\s;&|]+)*|(?:sh|bash|dash|ash|ksh|zsh|su|python[\d.]*|node|deno|perl|ruby|php)(?:[ \t]+[^\s;&|]+)*?[ \t]+(?:-[A-Za-z]*[ceEr]|--(?:eval|command|print)))[ \t]+$/;

/** Why no variable can stand in a word that is code, if it is one. */
export function codeWord(source: string, words: readonly number[]): Refused | undefined {
  if (!words.some((word) => READS_CODE.test(source.slice(Math.max(0, word - 200), word)))) return undefined;
  return {
    kind: "refused",
    where: "in the text of a program that another interpreter reads",
    instead: "hand it over as an argument, for example sh -c 'echo \"$1\"' sh ${value}",
  };
}
