import type { Job } from "./model/index.ts";

/** Whether a job runs when others have ended, however they did. */
export function isFinal(job: Job): boolean {
  return job.kind === "script" && job.finally === true;
}
