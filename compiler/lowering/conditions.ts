import type { Condition } from "../authoring/condition/declared.ts";
import type { Location } from "../diagnostics/index.ts";
import { ALWAYS, and, equal, type Expr, NEVER, same, simplify, type Variable } from "../expr/index.ts";
import { ignoringCase } from "../expr/ignoring-case.ts";
import { variableKey } from "../expr/key.ts";
import type { StepVariable } from "../expr/model.ts";
import { type Atom, substitute, variablesOf, withValue } from "../expr/assume.ts";
import { variablePath } from "../expr/describe.ts";
import { testText } from "../expr/evaluate.ts";
import { conditionPlace } from "../graph/condition-place.ts";
import type { JobBase } from "../graph/model/index.ts";
import type { Draft } from "./draft.ts";
import type { Reader } from "./reader.ts";
import type { EarlierStep, Report, Scope } from "./scope.ts";
import { earlierStep } from "./values.ts";
import { idOf } from "./rules/names.ts";
import { jobNumber } from "./walk.ts";

/** A condition that has been read. */
export interface ReadCondition {
  readonly expr: Expr;
  /** Numbers of the jobs whose outputs it asks. */
  readonly uses: readonly number[];
  /** Where it is written, as the graph has it: the place of its first letter. */
  readonly at?: Location;
}

/**
 * The condition of a job or a step; undefined where there is none, or none that can be read, which is reported.
 *
 * @param owner - Whose condition it is. Default: the owner of the options.
 */
export function readCondition(from: Reader, owner = from.scope.owner): ReadCondition | undefined {
  const { scope } = from;
  const value = from.get("when");
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || !("$when" in value)) {
    from.misuse("when", "a function of the run", value);
    return undefined;
  }
  const condition = value.$when as Condition<Location>;
  // What is no condition at all has been reported by the frontend, which knows the places within it.
  if (condition.kind === "problems") return undefined;
  const { at } = condition;
  if (condition.kind === "unread") {
    scope.report.add("WB2006", { owner }, { at: at ?? scope.at });
    return undefined;
  }
  const uses = condition.uses.flatMap((node) => jobNumber(from, "when", { $ref: node }, "job") ?? []);
  const { call } = scope.walk;
  const folded = scope.walk.ignoresCase ? ignoringCase(condition.expr) : condition.expr;
  const named = withSteps(scope, withIds(folded), at);
  if (!named) return undefined;
  const expr = call ? inCall(named, call.prefix) : named;
  return { expr, uses, ...(at && { at: { file: at.file, line: at.line, column: at.column } }) };
}

/** The outputs of jobs by the ids of these, where the author's condition has the names that he gave them. */
function withIds(expr: Expr): Expr {
  const byId = (variable: Variable): Variable =>
    variable.kind === "output" ? { ...variable, job: idOf(variable.job) } : variable;
  return substitute(expr, (atom) => {
    if (atom.op === "changed" || atom.op === "flag" || atom.op === "label") return undefined;
    if (atom.op === "same") return { ...atom, left: byId(atom.left), right: byId(atom.right) };
    return { ...atom, variable: byId(atom.variable) };
  });
}

/** Earlier steps by their ids, where the condition has their nodes; undefined where one does not come before. */
function withSteps(scope: Scope, expr: Expr, at: Location | undefined): Expr | undefined {
  const place = at ? { ...scope, at } : scope;
  let isWrong = false;
  const left = substitute(expr, (atom) => {
    const steps = variablesOf(atom).filter((one) => one.kind === "step");
    if (steps.length === 0) return undefined;
    const problem = inexpressible(atom);
    if (problem) place.report.add("WB2152", { owner: scope.owner, what: problem }, { at: place.at });
    isWrong ||= problem !== undefined;
    let found: Expr = atom;
    for (const variable of problem ? [] : steps) {
      const step = earlierStep(place, Number(variable.step), variable.name);
      isWrong ||= step === undefined;
      if (step) found = substitute(found, (one) => withStep(one, variable, step));
    }
    return found;
  });
  return isWrong ? undefined : left;
}

/** An atom with a step by its id; one that the job does not have was skipped, and has put out nothing. */
function withStep(atom: Atom, variable: StepVariable, { id, isLeftOut }: EarlierStep): Expr | undefined {
  if (isLeftOut) return withValue(atom, variable, variable.name === "outcome" ? "skipped" : null);
  const key = variableKey(variable);
  const byId = (one: Variable): Variable => (variableKey(one) === key ? { ...variable, step: id } : one);
  if (atom.op === "same") return same(byId(atom.left), byId(atom.right));
  return "variable" in atom ? { ...atom, variable: byId(atom.variable) } : undefined;
}

/** What of an earlier step no provider can test. */
function inexpressible(atom: Atom): string | undefined {
  if (atom.op === "matches") return "tries a regular expression on what an earlier step has left";
  const other = variablesOf(atom).find(({ kind }) => kind !== "step");
  return other && `compares what an earlier step has left with ${variablePath(other)}`;
}

/** In a pipeline that is called, the event is known, there is nothing to compare with, and jobs have longer names. */
function inCall(expr: Expr, prefix: string): Expr {
  const longer = (variable: Variable) =>
    variable.kind === "output" ? { ...variable, job: `${prefix}${variable.job}` } : variable;
  const isEvent = (variable: Variable) => variable.kind === "run" && variable.name === "event";
  return substitute(expr, (atom) => {
    if (atom.op === "changed") return NEVER;
    if (atom.op === "flag" || atom.op === "label") return undefined;
    if (atom.op === "same") {
      const [left, right] = [longer(atom.left), longer(atom.right)];
      return isEvent(left) ? equal(right, "call") : isEvent(right) ? equal(left, "call") : same(left, right);
    }
    if (!isEvent(atom.variable)) return { ...atom, variable: longer(atom.variable) };
    return (atom.op === "equal" ? atom.value === "call" : testText(atom, "call")) ? ALWAYS : NEVER;
  });
}

/** That both hold. The place is that of the second, where it has one. */
export function bothHold(
  first: ReadCondition | undefined,
  second: ReadCondition | undefined,
): ReadCondition | undefined {
  if (!first || !second) return first ?? second;
  const uses = [...new Set([...first.uses, ...second.uses])];
  return { ...first, ...second, expr: and(first.expr, second.expr), uses };
}

/** A condition as a job of the graph has it. */
export function jobCondition(when: ReadCondition | undefined): Pick<JobBase, "when" | "conditionLocation"> {
  return { when: when?.expr ?? ALWAYS, ...conditionLocation(when) };
}

export const conditionLocation = (when: ReadCondition | undefined): { readonly conditionLocation?: Location } =>
  when?.at ? { conditionLocation: when.at } : {};

/** What constants alone make of a condition; undefined where the run decides. */
export function constantOf(when: ReadCondition | undefined): boolean | undefined {
  const simple = when && simplify(when.expr);
  return simple?.op === "constant" ? simple.value : undefined;
}

/**
 * Conditions that were written and are true on every run. A graph does not tell them from those that were not written. One
 * place may declare several jobs, in a loop or a helper: there a condition says something as soon as the jobs differ in it.
 */
export function checkConstantConditions(found: Report, drafts: readonly Draft[]): void {
  const places = new Map<string, Draft[]>();
  for (const draft of drafts) {
    // What is always so in a call may not be otherwise.
    if (draft.call !== undefined) continue;
    const { file, line, column } = draft.at;
    const place = `${file}:${line}:${column}`;
    places.set(place, [...(places.get(place) ?? []), draft]);
  }
  for (const declared of places.values()) {
    if (!declared.every(isAlways)) continue;
    for (const { name, at, when } of declared) {
      found.add("WB2061", { job: name, condition: "true" }, conditionPlace(name, at, when?.at));
    }
  }
}

const isAlways = ({ when }: Draft) => when?.expr.op === "constant" && when.expr.value;
