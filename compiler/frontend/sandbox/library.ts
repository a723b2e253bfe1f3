/**
 * What the context of a pipeline has before the pipeline comes: `waybill` and `waybill/internal`. It is built into one
 * script, which leaves both in `waybillLibrary`; the sandbox loads it while the pipeline is still being checked.
 */
export * as authoring from "../../authoring/index.ts";
export * as internal from "../../authoring/internal.ts";
