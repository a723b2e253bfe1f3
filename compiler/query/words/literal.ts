import { asLiteral, type Literal } from "../../expr/assume.ts";
import { variablePath } from "../../expr/describe.ts";
import { describe, type Expr, exprKey, type Flag, RUN, refMatch, type Variable } from "../../expr/index.ts";
import type { StageGraph } from "../../graph/model/index.ts";

/** The globs that a graph's triggers name, by the key of the condition that each became: people know them as they wrote them. */
export type Globs = ReadonlyMap<string, string>;

export function globsOf({ triggers }: StageGraph): Globs {
  const pairs = triggers.flatMap((trigger): readonly (readonly [Variable, string])[] => {
    if (trigger.kind === "pullRequest") return (trigger.targets ?? []).map((one) => [RUN.targetBranch, one] as const);
    if (trigger.kind !== "push") return [];
    const { branches = [], tags = [] } = trigger;
    return [...branches.map((one) => [RUN.branch, one] as const), ...tags.map((one) => [RUN.tag, one] as const)];
  });
  return new Map(pairs.map(([variable, glob]) => [exprKey(refMatch(variable, [glob])), glob]));
}

export const quoted = (text: string): string => `\`${text}\``;

/** `a`, `b` or `c`. */
export function alternatives(texts: readonly string[], word = "or"): string {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} ${word} ${texts.at(-1)}`;
}

/** What a literal says of a text, as a verb with its object: "starts with `release/`". */
export function verbOf({ atom, holds }: Literal, globs: Globs): string {
  switch (atom.op) {
    case "equal":
      if (atom.value === null) return holds ? "is unset" : "is set";
      return `${holds ? "is" : "is not"} ${quoted(atom.value)}`;
    case "startsWith":
      return `${holds ? "starts" : "does not start"} with ${quoted(atom.value)}`;
    case "endsWith":
      return `${holds ? "ends" : "does not end"} with ${quoted(atom.value)}`;
    case "includes":
      return `${holds ? "contains" : "does not contain"} ${quoted(atom.value)}`;
    case "matches": {
      const pattern = globs.get(exprKey(atom)) ?? `/${atom.pattern}/${atom.flags}`;
      return `${holds ? "matches" : "does not match"} ${quoted(pattern)}`;
    }
    case "same":
      return `${holds ? "equals" : "differs from"} ${quoted(variablePath(atom.right))}`;
    case "changed":
    case "flag":
    case "label":
      return holds ? "holds" : "does not hold";
  }
}

/** What a literal that is about neither branch nor tag adds to the description of a run. */
export function detailOf(literal: Literal, globs: Globs): string {
  const { atom, holds } = literal;
  switch (atom.op) {
    case "changed":
      return holds
        ? `that touches ${alternatives(atom.globs.map(quoted))}`
        : `that does not touch ${alternatives(atom.globs.map(quoted))}`;
    case "flag":
      return FLAG_WORDS[atom.name][holds ? 0 : 1];
    case "label":
      return `${holds ? "with" : "without"} the label ${quoted(atom.name)}`;
    case "same":
      return `where ${quoted(describe(holds ? atom : { op: "not", operand: atom }))}`;
    default:
      return ofVariable(atom.variable, literal, globs);
  }
}

const FLAG_WORDS: Readonly<Record<Flag["name"], readonly [string, string]>> = {
  fork: ["from a fork", "not from a fork"],
  draft: ["that is a draft", "that is not a draft"],
  protected: ["that is protected", "that is not protected"],
};

function ofVariable(variable: Variable, literal: Literal, globs: Globs): string {
  const { atom, holds } = literal;
  const verb = verbOf(literal, globs);
  if (variable.kind === "vars") return `where variable ${quoted(variable.name)} ${verb}`;
  if (variable.kind === "output") return `where output ${quoted(variable.name)} of ${quoted(variable.job)} ${verb}`;
  if (variable.kind !== "run") return `where ${quoted(variablePath(variable))} ${verb}`;
  const name = atom.op === "equal" && atom.value !== null ? quoted(atom.value) : undefined;
  switch (variable.name) {
    case "actor":
      return name ? `by ${holds ? name : `anyone but ${name}`}` : `by an account that ${verb}`;
    case "sourceBranch":
      return name ? `from ${holds ? name : `any branch but ${name}`}` : `from a branch that ${verb}`;
    case "targetBranch":
      return name ? `into ${holds ? name : `any branch but ${name}`}` : `into a branch that ${verb}`;
    case "repository":
      return name ? `in ${holds ? name : `any repository but ${name}`}` : `in a repository that ${verb}`;
    case "sha":
      return `at a commit that ${verb}`;
    default:
      return `where ${variablePath(variable)} ${verb}`;
  }
}

/** The literals that a condition consists of, all of which must hold; undefined: it is no such list. */
export function conjunction(condition: Expr): readonly Literal[] | undefined {
  if (condition.op === "constant") return condition.value ? [] : undefined;
  return literalsOf(condition.op === "and" ? condition.operands : [condition]);
}

/** The literals of which one must hold; undefined: it is no such list. */
export function disjunction(condition: Expr): readonly Literal[] | undefined {
  return condition.op === "or" ? literalsOf(condition.operands) : undefined;
}

function literalsOf(conditions: readonly Expr[]): readonly Literal[] | undefined {
  const literals = conditions.flatMap((one) => asLiteral(one) ?? []);
  return literals.length === conditions.length ? literals : undefined;
}
