import { LIMITS } from "./provider.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { OutputAnswer } from "./conditions/answers.ts";
import type { GitHubGuard, PlanAtom } from "./conditions/print.ts";
import { and } from "../../expr/build.ts";
import type { Expr } from "../../expr/model.ts";
import { outputsIn } from "../../expr/outputs.ts";
import { simplify } from "../../expr/simplify.ts";
import { conditionPlace } from "../../graph/condition-place.ts";
import { isFinal } from "../../graph/final.ts";
import { prover } from "../../graph/proving.ts";
import type { Job, Need, StageGraph } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { printedConditions } from "./exact-conditions.ts";
import { failsClosed, ranOutput } from "./guard.ts";
import { stepPlan } from "./step-conditions.ts";
import { expression, grouped } from "./values.ts";

/** A job's own condition, printed. */
export interface OwnCondition {
  readonly always: boolean;
  readonly native: string;
  readonly guard?: GitHubGuard | undefined;
  readonly plan: readonly PlanAtom[];
  /** What it asks jobs about their outputs. */
  readonly answers?: readonly OutputAnswer[];
  /** What the conditions of its steps want computed. */
  readonly steps: readonly PlanAtom[];
}

export interface JobCondition {
  /** For the job's `if`; undefined where GitHub's own rule, that all jobs before it succeeded, says the same. */
  readonly if?: string | undefined;
  /** Every job whose result or outputs the condition reads. */
  readonly needs: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export type OwnConditions = ReadonlyMap<string, OwnCondition>;

export function ownConditions(graph: StageGraph): {
  readonly own: OwnConditions;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const own = new Map<string, OwnCondition>();
  const conditions = printedConditions(graph);
  for (const job of graph.jobs) {
    const printed = conditions.get(job.id);
    if (!printed) continue;
    if ("refused" in printed) {
      const values = { owner: `job ${job.id}`, target: "GitHub", reason: printed.refused };
      diagnostics.push(diagnostic("WB3003", values, conditionPlace(job.id, job.location, job.conditionLocation)));
      own.set(job.id, { always: true, native: "true", plan: [], steps: [] });
    } else {
      const { guard, ...condition } = printed;
      // A job without steps of ours has no first step that compares exactly. Nothing that is proved rests on it.
      const isNarrowed = guard !== undefined && job.kind !== "native";
      if (guard && !isNarrowed) diagnostics.push(diagnostic("WB3182", { job: job.id }, { at: job.location }));
      const exact = isNarrowed ? { guard } : {};
      own.set(job.id, { always: isAlways(job.when), ...condition, ...exact, steps: stepPlan(job, graph) });
    }
  }
  return { own, diagnostics };
}

/**
 * When a job runs: its own condition holds, and each need succeeded or was skipped by its own condition. GitHub reports
 * both kinds of skipping alike, so for a need that may be skipped the need's condition is asked for again.
 */
export function jobCondition(job: Job, graph: StageGraph, own: OwnConditions): JobCondition {
  const mine = conditionOf(job.id, own);
  if (isFinal(job)) return finalCondition(job, mine);
  const terms = needTerms(job, graph, own);
  const asked = [mine, ...terms.flatMap((term) => term.conditions)];
  const plan = mine.steps.length > 0 || asked.some((condition) => condition.plan.length > 0) ? [PLAN] : [];
  const needs = [...new Set([...plan, ...job.needs.map((need) => need.job), ...terms.flatMap((term) => term.reads)])];
  if (needs.length === 0) return mine.always ? { needs, diagnostics: [] } : checked(job, needs, [mine.native]);
  if (mine.always && !ancestors(job, graph).some((id) => !conditionOf(id, own).always))
    return { needs, diagnostics: [] };
  const native = ofGitHub(job, graph, own);
  if (native) return native.if === undefined ? { needs, diagnostics: [] } : checked(job, needs, [native.if]);
  return checked(job, needs, [
    "!cancelled()",
    ...plan.map((id) => `needs.${id}.result == 'success'`),
    ...terms.map((term) => term.text),
    ...(mine.always ? [] : [grouped(mine.native)]),
  ]);
}

/** GitHub runs a job with `always()` also when the run is cancelled; and where the plan job failed, to fail with {@link planStep}. */
function finalCondition(job: Job, mine: OwnCondition): JobCondition {
  const plan = asksPlan(mine);
  const needs = [...(plan ? [PLAN] : []), ...job.needs.map((need) => need.job)];
  const own = plan ? `(${NO_PLAN} || ${grouped(mine.native)})` : grouped(mine.native);
  return checked(job, needs, ["always()", ...(mine.always ? [] : [own])]);
}

/**
 * The condition where GitHub's own rule, that a job is skipped with any that comes before it, adds what the graph's rule asks:
 * where the job's own condition holds only if those of all jobs before it do. Without an `if` where theirs say it all.
 */
function ofGitHub(job: Job, graph: StageGraph, own: OwnConditions): { readonly if?: string } | undefined {
  const before = ancestors(job, graph).flatMap((id) => graph.jobs.find((one) => one.id === id) ?? []);
  const isExact = ({ id }: Job) => {
    const { guard, plan, steps } = conditionOf(id, own);
    return guard === undefined && plan.length === 0 && steps.length === 0;
  };
  if (before.length > MOST_BEFORE || ![job, ...before].every(isExact) || before.some(isFinal)) return undefined;
  const proves = prover();
  if (!before.every(({ when }) => proves(job.when, when))) return undefined;
  return proves(and(...before.map(({ when }) => when)), job.when) ? {} : { if: conditionOf(job.id, own).native };
}

/** Jobs before one, up to which its condition is held against theirs. */
const MOST_BEFORE = 50;

const asksPlan = ({ plan, steps }: OwnCondition) => plan.length > 0 || steps.length > 0;

const NO_PLAN = `needs.plan.result != 'success'`;

/** Ends a final job that cannot know what it is to do: without the plan job, what is not asked for reads as false, and its negation as true. */
export function planStep(job: Job, mine: OwnCondition | undefined): readonly YamlMap[] {
  if (!isFinal(job) || !mine || !asksPlan(mine)) return [];
  const run =
    "echo '::error title=No plan::The job plan did not succeed, so nobody knows what is to be done here.'; exit 1";
  return [{ name: "Plan", if: expression(NO_PLAN), run }];
}

function checked(job: Job, needs: readonly string[], terms: readonly string[]): JobCondition {
  const text = folded(terms);
  const length = String(text.length);
  const tooLong = text.length > LIMITS.expression;
  const diagnostics = tooLong ? [diagnostic("WB3016", { job: job.id, length }, { at: job.location })] : [];
  return { if: text, needs, diagnostics };
}

/** The job that computes what GitHub's expressions cannot. */
export const PLAN = "plan";

interface Term {
  readonly text: string;
  /** Jobs whose results and outputs it reads. */
  readonly reads: readonly string[];
  readonly conditions: readonly OwnCondition[];
}

function needTerms(job: Job, graph: StageGraph, own: OwnConditions): readonly Term[] {
  return job.needs.map((need) => needTerm(need, graph, own));
}

function needTerm(need: Need, graph: StageGraph, own: OwnConditions): Term {
  const condition = conditionOf(need.job, own);
  const success = `needs.${need.job}.result == 'success'`;
  const needed = graph.jobs.find((one) => one.id === need.job);
  const told = `needs.${need.job}.outputs.${needed ? ranOutput(needed) : "ran"}`;
  if (need.gate) {
    // A job whose guard found that it must not run ends well, having done nothing.
    const ran = condition.guard ? ` && ${told} == 'true'` : "";
    return { text: `${success}${ran}`, reads: [], conditions: [] };
  }
  if (condition.always || !needed) return { text: success, reads: [], conditions: [] };
  // A condition that reads outputs cannot be decided where they were never set: then it was a need that skipped the job.
  const outputs = outputsIn(needed.when);
  const inner = outputs.length ? needTerms(needed, graph, own) : [];
  const skipped = [`!(${condition.native})`, ...inner.map((term) => term.text)].join(" && ");
  // A guard that failed the job found that its condition does not hold: it was skipped by that.
  const refused =
    condition.guard && failsClosed(needed, condition.guard)
      ? ` || needs.${need.job}.result == 'failure' && ${told} == 'false'`
      : "";
  return {
    text: `(${success} || needs.${need.job}.result == 'skipped' && ${skipped}${refused})`,
    reads: [
      ...outputs,
      ...(outputs.length ? needed.needs.map((one) => one.job) : []),
      ...inner.flatMap((term) => term.reads),
    ],
    conditions: [condition, ...inner.flatMap((term) => term.conditions)],
  };
}

function ancestors(job: Job, graph: StageGraph, seen = new Set<string>()): readonly string[] {
  for (const need of job.needs) {
    if (seen.has(need.job)) continue;
    seen.add(need.job);
    const above = graph.jobs.find((one) => one.id === need.job);
    if (above) ancestors(above, graph, seen);
  }
  return [...seen];
}

function conditionOf(id: string, own: OwnConditions): OwnCondition {
  return own.get(id) ?? { always: true, native: "true", plan: [], steps: [] };
}

function isAlways(expr: Expr): boolean {
  const simple = simplify(expr);
  return simple.op === "constant" && simple.value;
}

/** On several lines where one would be too long to read. */
function folded(terms: readonly string[]): string {
  const line = expression(terms.join(" && "));
  return line.length <= 100 ? line : expression(terms.join("\n&& "));
}
