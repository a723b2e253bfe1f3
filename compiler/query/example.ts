import { type Atom, substitute, variablesOf } from "../expr/assume.ts";
import {
  ALWAYS,
  type ConditionFacts,
  type Expr,
  evaluate,
  NEVER,
  RUN,
  simplify,
  type Variable,
} from "../expr/index.ts";
import { variableKey } from "../expr/key.ts";
import { atomsIn } from "../graph/references.ts";

/** A fact that a command line may leave out, as the name of its variable or its own. */
type Fact = string;
const CHANGED: Fact = "changed";

/**
 * A run as the options of `waybill run` and `waybill plan`. Facts that decide none of the conditions are left out, and so are
 * those that a pull request has by default (into `main`, from no fork). A push always names what is pushed, for the reader.
 *
 * @param conditions - What the example is about: it stays what it is whatever the facts are that are left out.
 *
 * @example
 * ```ts
 * eventOptions(run, [equal(RUN.branch, "main")]); // ["--event", "push", "--branch", "main"]
 * ```
 */
export function eventOptions(run: ConditionFacts, conditions: readonly Expr[]): readonly string[] {
  const needed = neededFacts(run, conditions);
  const needs = (variable: Variable) => needed.has(variableKey(variable));
  const { event, pullRequest: request } = run;
  const options: (readonly [string, string])[] = [["--event", event]];
  if (run.branch !== undefined && (event === "push" || needs(RUN.branch))) options.push(["--branch", run.branch]);
  if (run.tag !== undefined) options.push(["--tag", run.tag]);
  if (request) {
    const { sourceBranch, targetBranch, fork } = request;
    const isExpected = event === "pullRequest";
    if (!isExpected || needs(RUN.sourceBranch)) options.push(["--pr", `source=${sourceBranch}`]);
    if (targetBranch !== "main" && needs(RUN.targetBranch)) options.push(["--pr", `target=${targetBranch}`]);
    if (fork) options.push(["--pr", "fork=true"]);
    if (request.draft) options.push(["--pr", "draft=true"]);
    for (const label of request.labels ?? []) options.push(["--pr", `label=${label}`]);
    for (const [variable, value] of [
      [RUN.pullRequestNumber, request.number],
      [RUN.pullRequestTitle, request.title],
      [RUN.pullRequestAuthor, request.author],
    ] as const) {
      if (value !== undefined && needs(variable)) options.push(["--pr", `${OF_REQUEST[variable.name]}=${value}`]);
    }
  }
  if (needs(RUN.actor)) options.push(["--actor", run.actor]);
  for (const [name, value] of furtherFacts(run, needs)) options.push(["--fact", `${name}=${value}`]);
  for (const [name, value] of Object.entries(run.inputs ?? {})) options.push(["--input", `${name}=${value}`]);
  for (const [name, value] of Object.entries(run.vars)) options.push(["--var", `${name}=${value}`]);
  const words = options.flat();
  return needed.has(CHANGED) ? [...words, "--changed", ...run.changedFiles] : words;
}

const OF_REQUEST = { pullRequestNumber: "number", pullRequestTitle: "title", pullRequestAuthor: "author" } as const;

function furtherFacts(
  { repository, defaultBranch, protected: isProtected, commit, provider }: ConditionFacts,
  needs: (variable: Variable) => boolean,
): readonly (readonly [string, string])[] {
  return [
    ...(repository !== undefined && needs(RUN.repository) ? [["repository", repository] as const] : []),
    ...(defaultBranch !== undefined && needs(RUN.defaultBranch) ? [["defaultBranch", defaultBranch] as const] : []),
    ...(isProtected ? [["protected", "true"] as const] : []),
    ...(commit?.message === undefined ? [] : [["commit.message", commit.message] as const]),
    ...(commit?.author === undefined ? [] : [["commit.author", commit.author] as const]),
    ...Object.entries(provider ?? {}),
  ];
}

/** Facts without which one of the conditions would be open on the run. What comes first is left out first. */
function neededFacts(run: ConditionFacts, conditions: readonly Expr[]): ReadonlySet<Fact> {
  const all = new Set(conditions.flatMap(atomsIn).flatMap(factsIn));
  const needed = new Set(all);
  const optional = [CHANGED, ...[RUN.sha, RUN.actor, RUN.sourceBranch, RUN.targetBranch, RUN.branch].map(variableKey)];
  for (const fact of optional) {
    if (!needed.delete(fact)) continue;
    if (!conditions.every((one) => isDecided(one, run, needed))) needed.add(fact);
  }
  return needed;
}

function factsIn(atom: Atom): readonly Fact[] {
  if (atom.op === "changed") return [CHANGED];
  if (atom.op === "flag") return [atom.name];
  return atom.op === "label" ? [`label ${atom.name}`] : variablesOf(atom).map(variableKey);
}

function isDecided(condition: Expr, run: ConditionFacts, known: ReadonlySet<Fact>): boolean {
  const left = substitute(condition, (atom) => {
    if (!factsIn(atom).every((fact) => known.has(fact)) && !isImpossible(atom, run)) return undefined;
    return evaluate(atom, run) ? ALWAYS : NEVER;
  });
  return simplify(left).op === "constant" || atomsIn(left).every((atom) => factsIn(atom).every(isOutput));
}

/** What a kind of run never has is known without being given. */
function isImpossible(atom: Atom, { event, branch, pullRequest }: ConditionFacts): boolean {
  if (atom.op === "changed") return event !== "pullRequest" && (event !== "push" || branch === undefined);
  const unset = variablesOf(atom).map((variable) => {
    if (variable.kind !== "run") return false;
    if (variable.name === "branch") return branch === undefined;
    if (variable.name === "sourceBranch" || variable.name === "targetBranch") return pullRequest === undefined;
    return false;
  });
  return unset.length > 0 && unset.every((one) => one);
}

const isOutput = (fact: Fact): boolean => fact.startsWith('["output"');

/** Words as a shell reads them. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
