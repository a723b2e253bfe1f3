/**
 * Assertions on what a pipeline does, for all events: `import { load } from "waybill/testing"`.
 *
 * @module waybill/testing
 */
export { load } from "./load.ts";
export type {
  Assumed,
  EventResult,
  LoadedPipelines,
  LoadOptions,
  SimulationResult,
  TestEvent,
  TestedAccess,
  TestedJob,
  TestedPipeline,
} from "./model.ts";
