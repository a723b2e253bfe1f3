export type { Expansion } from "./family.ts";
export { possibleJobs, withNeeds } from "./possible.ts";
export { type Ended, type ScheduleOptions, schedule, type Work } from "./schedule.ts";
export { needsApproval } from "./decision.ts";
