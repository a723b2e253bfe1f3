export type { Expansion } from "./expansion.ts";
export { faultOf } from "./fault.ts";
export { possibleJobs, withNeeds } from "./runnable-jobs.ts";
export { type Ended, type ScheduleOptions, schedule, type Work } from "./schedule.ts";
export { needsApproval } from "./skip-reason.ts";
