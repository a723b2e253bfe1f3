export type { Delivery } from "./delivery/contract.ts";
export type { RunEvent } from "./events.ts";
export { type FactOverrides, type GitFacts, readFacts } from "./facts.ts";
export type { RunOptions } from "./options.ts";
export type { RunOutcome } from "./outcome.ts";
export { run } from "./run.ts";
