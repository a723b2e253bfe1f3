export { compiledBehaviour, workflowBehaviour } from "./behaviour.ts";
export { github } from "./importer.ts";
export { readPipeline, readWorkflow } from "./read.ts";
