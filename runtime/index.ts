export type { RunEvent } from "./events.ts";
export { type FactOverrides, type GitFacts, readFacts } from "./facts.ts";
export type { Delivery } from "./jobs/delivery.ts";
export type { RunOptions, RunOutcome } from "./options.ts";
export { run } from "./run.ts";
