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
