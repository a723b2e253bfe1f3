export type { Behaviour, JobBehaviour } from "./behaviour.ts";
export { type Comparison, conditionDifferences, verdicts } from "./compare.ts";
export { keptParts } from "./kept.ts";
export { type FileReport, markdownReport, summary, textReport } from "./report.ts";
export type { Difference, KeptPart, Verdict } from "./verdict.ts";
