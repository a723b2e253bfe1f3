/**
 * What the frontend's rewritten modules and its sandbox import as `waybill/internal`. Not public.
 *
 * The protocol of conditions: every predicate and helper predicate `fn` becomes `withCondition(fn, twin)`, where `twin` is
 * the same function with its operators replaced by the builders below. Each builder's first argument is a mark: a number
 * from 0 that the frontend chose and that comes back in {@link ConditionProblem}. Where the JavaScript operator does not
 * evaluate an operand always, that operand is a function.
 *
 * | source | twin |
 * |---|---|
 * | `a === b`, `a !== b` | `eq(m, a, b)`, `not(m, eq(m, a, b))`; `looseEq` for `==` |
 * | `a && b`, `a \|\| b`, `a ?? b` | `and(m, a, () => b)`, `or(m, a, () => b)`, `nullish(m, a, () => b)` |
 * | `!a` | `not(m, a)` |
 * | `t ? a : b` | `cond(m, t, () => a, () => b)` |
 * | `o.p`, `o[p]`, `o?.p` | `member(m, o, p, optional)` |
 * | `o.f(x)`, `o?.f(x)` | `call(m, o, "f", [x], optional)` |
 * | `f(x)` | `invoke(m, f, [x])` |
 * | a template literal | `template(m, [strings], ...values)` |
 * | what the frontend has refused by itself | `problem(m, what, instead)` |
 * | a value that decides something outside of conditions | `decided(m, value)` |
 * | `if (t)` (where the frontend lowers statements) | `cond` |
 */

export type { CallSite } from "./call-site.ts";
export { call, invoke } from "./condition/call.ts";
export { eq, looseEq } from "./condition/compare.ts";
export type { Condition, ConditionProblem, Mark } from "./condition/declared.ts";
export { and, cond, not, nullish, or, truthy } from "./condition/logic.ts";
export { member } from "./condition/member.ts";
export { problem } from "./condition/problem.ts";
export { template } from "./condition/template.ts";
export { conditionAt, withCondition } from "./condition/twin.ts";
export { decided } from "./reference.ts";
export { encode } from "./wire/encode.ts";
export type { NoPipeline, Wire, WireNode, WireValue } from "./wire/model.ts";
