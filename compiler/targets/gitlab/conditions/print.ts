import { LIMITS } from "../provider.ts";
import { isAtom, substitute } from "../../../expr/assume.ts";
import { and, isEvent, isSet, not, or, RUN } from "../../../expr/build.ts";
import { satisfiable } from "../../../expr/decide.ts";
import { all, any, COMPARABLE, ofGitLab, printTerm, Refusal, type Term, tokensOf, toTerm } from "./terms.ts";
import { globToGitLab } from "../../../expr/glob.ts";
import { exprKey } from "../../../expr/key.ts";
import { ALWAYS, type Changed, type Expr, NEVER } from "../../../expr/model.ts";
import { simplify } from "../../../expr/simplify.ts";

/** One entry of GitLab's `rules`. It matches when all that it names holds; the first that matches decides. */
export interface GitLabRule {
  /** Text for `if`. */
  readonly if?: string;
  /** Globs for `changes`, in GitLab's own dialect. */
  readonly changes?: readonly string[];
  /** False: `when: never`. */
  readonly run: boolean;
}

/** A condition as GitLab's `rules`: no rule matching means that the job is absent. Or why GitLab cannot express it. */
export type GitLabCondition = { readonly rules: readonly GitLabRule[] } | { readonly refused: string };

/**
 * A condition as GitLab's `rules`, exact for pipelines of the sources `push`, `merge_request_event`, `schedule`, `web`, `pipeline` and `parent_pipeline`;
 * others are to be kept away by `workflow: rules`.
 *
 * @example
 * ```ts
 * printGitLab(equal(RUN.branch, "main")); // { rules: [{ if: '$CI_COMMIT_BRANCH == "main"', run: true }] }
 * ```
 */
export function printGitLab(expr: Expr): GitLabCondition {
  try {
    const rules = decisions(simplify(ofGitLab(simplify(expr))));
    return { rules: rules.length > 0 ? rules : [{ run: false }] };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

/** Where `changed` can hold at all; the rules themselves also look at the commit before. */
const COMPARED = or(isEvent("pullRequest"), and(isEvent("push"), isSet(RUN.branch)));

/**
 * A rule can hold one `changes`, and only ask that it is true. So the condition is taken apart by one `changed` after the
 * other: what it is where that holds, then what it is otherwise.
 */
function decisions(expr: Expr): readonly GitLabRule[] {
  if (expr.op === "constant") return expr.value ? [{ run: true }] : [];
  const atoms = changedIn(expr);
  if (atoms.length === 0) return plainRules(toTerm(expr));
  for (const atom of atoms) {
    const whenTrue = decided(expr, atom, true);
    if (changedIn(whenTrue).length > 0) continue;
    const otherwise = decided(expr, atom, false);
    const masked = changedIn(otherwise).length > 0 ? not(whenTrue) : and(not(whenTrue), otherwise);
    return [
      ...changedRules(atom, whenTrue, true),
      ...changedRules(atom, simplify(masked), false),
      ...decisions(otherwise),
    ];
  }
  throw new Refusal(
    "several `changed` that must hold together cannot be one GitLab rule; list their globs in one `changed`, or split the job",
  );
}

function changedIn(expr: Expr): readonly Changed[] {
  if (isAtom(expr)) return expr.op === "changed" ? [expr] : [];
  if (expr.op === "constant") return [];
  const parts = expr.op === "not" ? [expr.operand] : expr.operands;
  return [...new Map(parts.flatMap(changedIn).map((one) => [exprKey(one), one])).values()];
}

function decided(expr: Expr, atom: Changed, holds: boolean): Expr {
  return simplify(substitute(expr, (one) => (exprKey(one) === exprKey(atom) ? (holds ? ALWAYS : NEVER) : undefined)));
}

function changedRules(atom: Changed, expr: Expr, run: boolean): readonly GitLabRule[] {
  if (!satisfiable(and(COMPARED, expr))) return [];
  const term = expr.op === "constant" ? COMPARABLE : all(COMPARABLE, toTerm(expr));
  if (atom.globs.some((glob) => glob.startsWith("!")))
    throw new Refusal("GitLab's `changes` cannot leave files out; list the files that count instead");
  if (atom.globs.length > LIMITS.globs)
    throw new Refusal(`GitLab takes no more than ${LIMITS.globs} globs in one \`changes\``);
  return fitting(term).map((one) => ({ if: printTerm(one), changes: atom.globs.map(globToGitLab), run }));
}

/** The last rules of a list. */
function plainRules(term: Term): readonly GitLabRule[] {
  return fitting(term).map((one) => ({ if: printTerm(one), run: true }));
}

const tooLong = () =>
  new Refusal(
    `the condition takes more than ${LIMITS.tokens} tokens in GitLab's expressions; shorten it, or split the job`,
  );

/** A term as one expression, or as alternatives of which each is one. */
function fitting(term: Term): readonly Term[] {
  if (tokensOf(term) <= LIMITS.tokens) return [term];
  const groups = chunks(
    alternatives(term).flatMap((one) => (tokensOf(one) <= LIMITS.tokens ? [one] : alternatives(one))),
  );
  if (groups.some((one) => tokensOf(one) > LIMITS.tokens)) throw tooLong();
  return groups;
}

/** What is one of several already, or has one part of which any will do: the longest is taken apart. */
function alternatives(term: Term): readonly Term[] {
  if (typeof term === "string") return [term];
  if (term.join === "||") return term.terms;
  const [wide] = term.terms.filter(isAlternative).toSorted((a, b) => tokensOf(b) - tokensOf(a));
  if (!wide) return [term];
  return wide.terms.map((one) => all(...term.terms.flatMap((other) => (other === wide ? [one] : [other]))));
}

const isAlternative = (term: Term): term is Exclude<Term, string> => typeof term !== "string" && term.join === "||";

/** Alternatives in groups of a size that fits; a single one that does not fit stays alone. */
function chunks(terms: readonly Term[]): readonly Term[] {
  const groups: Term[][] = [];
  for (const term of terms) {
    const last = groups.at(-1);
    if (last && tokensOf(any(...last, term)) <= LIMITS.tokens) last.push(term);
    else groups.push([term]);
  }
  return groups.map((group) => any(...group));
}
