import type { StepFile } from "./job.ts";

/** The variables that name the files. */
export const STEP_FILES: Readonly<Record<StepFile, string>> = {
  env: "WAYBILL_ENV",
  path: "WAYBILL_PATH",
  summary: "WAYBILL_SUMMARY",
};

/** The files that a script names, however its shell spells a variable. */
export const filesNamed = (text: string): readonly StepFile[] =>
  (Object.keys(STEP_FILES) as StepFile[]).filter((file) => new RegExp(`\\b${STEP_FILES[file]}\\b`).test(text));
