import type { Job } from "../../compiler/graph/model/index.ts";
import type { Failure } from "../events.ts";

/** What the shell of a step makes of a process that was killed for its memory. */
const KILLED = 137;

/** Whether a failure is one of those on which a job is repeated. */
export function isRepeated(job: Job, failure: Failure): boolean {
  if (job.kind !== "script") return false;
  const { reasons, exitCodes } = job.retryOn ?? { reasons: ["failure"], exitCodes: [] };
  switch (failure.kind) {
    case "exit":
    case "out-of-memory": {
      const code = failure.kind === "exit" ? failure.exitCode : KILLED;
      return reasons.includes("failure") || exitCodes.includes(code);
    }
    case "timeout":
      return reasons.includes("timeout");
    case "instances":
      return false;
    case "diagnostic":
      return reasons.includes("infrastructure") && failure.diagnostic.fault === "infrastructure";
  }
}
