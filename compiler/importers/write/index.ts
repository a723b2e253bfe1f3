export { type WrittenPipeline, writePipeline } from "./module.ts";
export { canBeScript } from "./value.ts";
