export { type ConditionComparison, compareConditions } from "./compare.ts";
export { findRun, provedNever, type Search } from "./search.ts";
