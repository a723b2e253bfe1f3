/** The pipeline of a command that names none. */
export const DEFAULT_FILE = "pipeline.ts";
