import { type Atom, assume, type Literal, substitute, variablesOf, withValue } from "../../expr/assume.ts";
import { ALWAYS, and, type Expr, exprKey, NEVER, not, or, simplify, variableKey } from "../../expr/index.ts";
import { inScene, type Scene, scenesFor } from "../../expr/scene.ts";
import { atomsIn } from "../../graph/references.ts";
import { findRun } from "../search.ts";

/** Runs of one kind, on which each of the conditions is decided or is left as the same smaller condition. */
export interface Case {
  readonly scene: Scene;
  /** What tells these runs from others of their kind, in the order in which it was asked. */
  readonly literals: readonly Literal[];
  /** What the triggers ask beside the literals; {@link ALWAYS}: nothing. */
  readonly restriction: Expr;
  /** Holds on exactly these runs of their kind. */
  readonly starts: Expr;
  /** For each condition: {@link ALWAYS}, {@link NEVER}, or what is left of it. */
  readonly left: readonly Expr[];
}

/** How far the runs are told apart. */
export interface SplitOptions {
  /** Whether an atom may tell runs apart; what else a condition asks stays in it. */
  readonly splits: (atom: Atom) => boolean;
  /** Cases of one kind of run at most. Where there would be more, the rest of the conditions stays as it is. */
  readonly most: number;
}

export interface Split {
  readonly cases: readonly Case[];
  /** Whether the bound was met, so that some conditions are left that could have been decided. */
  readonly cut: boolean;
}

/**
 * Tells the runs that start a pipeline apart until each of the conditions is decided: together the cases are all of these
 * runs, and no run is in two of them.
 */
export function split(starts: Expr, conditions: readonly Expr[], options: SplitOptions): Split {
  const cases: Case[] = [];
  let cut = false;
  for (const scene of scenesFor(simplify(starts))) {
    const base = simplify(inScene(starts, scene));
    if (isNever(base, scene)) continue;
    const state: Branch = {
      scene,
      base,
      restriction: base,
      literals: [],
      left: conditions.map((one) => simplify(inScene(one, scene))),
    };
    const budget = { left: options.most };
    cases.push(...grow(state, options, budget));
    cut ||= budget.left <= 0;
  }
  return { cases, cut };
}

interface Branch {
  readonly scene: Scene;
  /** What the triggers and the literals ask, together. */
  readonly base: Expr;
  readonly restriction: Expr;
  readonly literals: readonly Literal[];
  readonly left: readonly Expr[];
}

function grow(branch: Branch, options: SplitOptions, budget: { left: number }): readonly Case[] {
  const atom = budget.left > 0 ? nextAtom(branch.left, options.splits) : undefined;
  if (!atom) return [settled(branch)];
  const [yes, no] = [true, false].map((holds) => ({ atom, holds }) as const).map((one) => taken(branch, one));
  if (!yes) return no ? grow(no, options, budget) : [];
  if (!no) return grow(yes, options, budget);
  budget.left -= 1;
  return merged(grow(yes, options, budget), grow(no, options, budget), branch.literals.length);
}

/** The runs of a branch on which a literal holds; undefined: there are none. What follows from the others is not repeated. */
function taken(branch: Branch, literal: Literal): Branch | undefined {
  const asked = literal.holds ? literal.atom : not(literal.atom);
  const base = and(branch.base, asked);
  if (isNever(base, branch.scene)) return undefined;
  const follows = isNever(and(branch.base, not(asked)), branch.scene);
  return {
    ...branch,
    base,
    restriction: learn(branch.restriction, literal),
    literals: follows ? branch.literals : [...branch.literals, literal],
    left: branch.left.map((one) => learn(one, literal)),
  };
}

/** Two branches that differ in nothing but the literal that tells them apart are one. */
function merged(yes: readonly Case[], no: readonly Case[], depth: number): readonly Case[] {
  const without = (list: readonly Case[]) =>
    list.map(({ literals, left }) => JSON.stringify([literals.filter((_, at) => at !== depth), left.map(exprKey)]));
  const [a, b] = [without(yes), without(no)];
  if (a.length !== b.length || a.some((one, at) => one !== b[at])) return [...yes, ...no];
  return yes.map((one, at) => ({
    ...one,
    literals: one.literals.filter((_, place) => place !== depth),
    restriction: simplify(or(one.restriction, no[at]!.restriction)),
    starts: simplify(or(one.starts, no[at]!.starts)),
  }));
}

/** What is left is decided where the solver decides it for all runs of the branch. */
function settled({ scene, base, restriction, literals, left }: Branch): Case {
  const decided = left.map((one) => {
    if (one.op === "constant") return one;
    // What reads none of the facts that the branch is about is decided by itself, once for all branches.
    const context = sharesFacts(one, base) ? base : ALWAYS;
    if (isNever(and(context, one), scene)) return NEVER;
    return isNever(and(context, not(one)), scene) ? ALWAYS : one;
  });
  return { scene, literals, restriction, starts: base, left: decided };
}

function sharesFacts(a: Expr, b: Expr): boolean {
  const facts = new Set(atomsIn(a).flatMap(factsIn));
  return atomsIn(b)
    .flatMap(factsIn)
    .some((fact) => facts.has(fact));
}

const factsIn = (atom: Atom): readonly string[] =>
  atom.op === "changed"
    ? [atom.op]
    : atom.op === "flag" || atom.op === "label"
      ? [exprKey(atom)]
      : variablesOf(atom).map(variableKey);

const isNever = (condition: Expr, scene: Scene): boolean =>
  condition.op === "constant" ? !condition.value : findRun(condition, [scene]).kind === "never";

/** What a literal leaves of a condition: all that reads a variable is decided where its value is known. */
function learn(condition: Expr, literal: Literal): Expr {
  if (condition.op === "constant") return condition;
  const left = assume(condition, literal);
  const { atom, holds } = literal;
  const known =
    atom.op === "equal" && holds ? substitute(left, (one) => withValue(one, atom.variable, atom.value)) : left;
  return simplify(known);
}

/** The atom that is asked next: where a run is on comes first, and what most conditions read. */
function nextAtom(left: readonly Expr[], splits: (atom: Atom) => boolean): Atom | undefined {
  const counts = new Map<string, { readonly atom: Atom; count: number }>();
  for (const atom of left.flatMap(atomsIn)) {
    if (!splits(atom)) continue;
    const key = exprKey(atom);
    const entry = counts.get(key) ?? { atom, count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  }
  let best: { readonly atom: Atom; readonly count: number } | undefined;
  for (const entry of counts.values()) {
    const order = best ? rank(entry.atom) - rank(best.atom) || best.count - entry.count : -1;
    if (order < 0) best = entry;
  }
  return best?.atom;
}

/** How early people ask: where a run is on, whose it is, what its project says, what it touches. */
export function rank(atom: Atom): number {
  if (atom.op === "flag") return atom.name === "fork" ? 1 : 2;
  if (atom.op === "label") return 3;
  if (atom.op === "changed") return 5;
  const kinds = variablesOf(atom).map((variable) => {
    if (variable.kind === "output" || variable.kind === "step") return 6;
    if (variable.kind !== "run") return 4;
    return !["event", "branch", "tag", "targetBranch"].includes(variable.name) ? 3 : atom.op === "equal" ? 0 : 2;
  });
  return Math.max(...kinds);
}
