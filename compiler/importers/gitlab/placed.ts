import { implies } from "../../expr/decide.ts";
import { and, or } from "../../expr/build.ts";
import { exprKey } from "../../expr/key.ts";
import { type Expr, NEVER } from "../../expr/model.ts";
import { simplify } from "../../expr/simplify.ts";
import { opaqueText, unreadable } from "../foreign.ts";
import { isAtom } from "../../expr/assume.ts";
import { ALWAYS } from "../../expr/model.ts";
import { memberOf } from "../yaml/index.ts";
import { valuesOf } from "./behaviour.ts";
import type { ConditionContext } from "./condition.ts";
import type { GitLabConfig, GitLabJob } from "./config.ts";
import { entriesIn } from "./variables.ts";
import { type Outcome, type Presence, presenceOfJob } from "./presence.ts";

/** When a job takes part in a pipeline, as the language can say it. */
export interface Placed {
  readonly job: GitLabJob;
  readonly presence: Presence;
  readonly condition: Expr;
  /** The language says exactly when the job runs, and that it does the same each time. */
  readonly isExact: boolean;
}

/** When each job of a configuration takes part. */
export function placedJobs(config: GitLabConfig, context: ConditionContext): ReadonlyMap<string, Placed> {
  return new Map(
    config.jobs.map((job) => {
      const own = entriesIn(memberOf(job.node, "variables"));
      const values = own.length > 0 ? new Map([...context.values, ...valuesOf(own)]) : context.values;
      const presence = presenceOfJob(job, { ...context, values });
      const condition = presenceCondition(presence);
      const isExact =
        presence.changes.length === 0 && unreadable(condition).length === 0 && presence.outcomes.every(isPlain);
      return [job.name, { job, presence, condition, isExact: isExact && presence.outcomes.length === 1 }];
    }),
  );
}

const isPlain = ({ when, settings }: Outcome) => settings === undefined && (when === "on_success" || when === "manual");

/** When a job is there at all, whatever it does then. */
export const presenceCondition = ({ outcomes }: Presence): Expr =>
  simplify(or(NEVER, ...outcomes.map(({ condition }) => condition)));

/** The runs on which a condition may hold, where parts of it cannot be read: those are taken to hold. */
export function upperBound(expr: Expr): Expr {
  return simplify(bound(simplify(expr)));
}

function bound(expr: Expr): Expr {
  if (expr.op === "and") return and(...expr.operands.map(bound));
  if (expr.op === "or") return or(...expr.operands.map(bound));
  const atom = expr.op === "not" ? expr.operand : expr;
  if (!isAtom(atom)) return expr;
  const isOpaque = "variable" in atom && opaqueText(atom.variable) !== undefined;
  return isOpaque ? ALWAYS : expr;
}

/** Conditions that take more characters as the solver's keys are not held against each other: that takes seconds a pair. */
const LONGEST_PROOF = 3000;

/** Whether a job is proved to be in every pipeline that another is in. */
export function isAlwaysWith(other: Placed, job: Placed): boolean {
  const [key, otherKey] = [exprKey(job.condition), exprKey(other.condition)];
  if (key === otherKey) return true;
  if (key.length + otherKey.length > LONGEST_PROOF) return false;
  return implies(job.condition, other.condition).holds;
}
