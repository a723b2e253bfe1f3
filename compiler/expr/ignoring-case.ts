import { substitute } from "./assume.ts";
import type { Expr, Matches, TextTest, Equal, Variable } from "./model.ts";
import { escapeRegex } from "./regex/escape.ts";

/** A condition whose comparisons of texts take small and capital letters for the same. */
export const ignoringCase = (expr: Expr): Expr =>
  substitute(expr, (atom) => {
    if (atom.op !== "equal" && atom.op !== "startsWith" && atom.op !== "endsWith" && atom.op !== "includes")
      return undefined;
    if (
      !hasCase(atom.variable) ||
      atom.value === null ||
      isBoolean(atom) ||
      !/^[\x20-\x7e]*[A-Za-z][\x20-\x7e]*$/.test(atom.value)
    )
      return undefined;
    return foldedTest({ ...atom, value: atom.value });
  });

type Comparison = TextTest | (Equal & { readonly value: string });

/** A comparison as a pattern that ignores case. */
export function foldedTest({ op, variable, value }: Comparison): Matches {
  const body = escapeRegex(value);
  const pattern = { equal: `^${body}$`, startsWith: `^${body}`, endsWith: `${body}$`, includes: body }[op];
  return { op: "matches", variable, pattern, flags: "i" };
}

/** The comparison that a pattern which ignores case stands for; undefined where it is more than one. */
export function comparisonOf({ variable, pattern, flags }: Matches): Comparison | undefined {
  if (flags !== "i") return undefined;
  const [, start, body, end] = /^(\^?)((?:\\[\\^$.*+?()[\]{}|]|[^\\^$.*+?()[\]{}|])+)(\$?)$/.exec(pattern) ?? [];
  if (body === undefined || !/^[\x20-\x7e]*$/.test(body)) return undefined;
  const value = body.replaceAll(/\\(.)/g, "$1");
  if (start && end) return { op: "equal", variable, value };
  return { op: start ? "startsWith" : end ? "endsWith" : "includes", variable, value };
}

/** Inputs of yes or no are no texts to GitHub. */
const isBoolean = ({ variable, value }: Equal | TextTest) =>
  variable.kind === "input" && (value === "true" || value === "false");

/**
 * Variables that differ in case alone are not the same; events and commits have small letters only, and a repository one name. What
 * steps have left is compared without regard to case anyway.
 */
const hasCase = (variable: Variable): boolean =>
  variable.kind === "run"
    ? !["event", "sha", "repository", "pullRequestNumber"].includes(variable.name)
    : variable.kind !== "github" && variable.kind !== "gitlab" && variable.kind !== "step";
