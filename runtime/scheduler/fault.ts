import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Job } from "../../compiler/graph/model/index.ts";
import type { Failure } from "../events.ts";
import type { Work } from "./schedule.ts";

type DiagnosticFailure = Extract<Failure, { readonly kind: "diagnostic" }>;

/** The failure of a job whose work threw: the diagnostic that was thrown, or WB4013 for any other error. */
export function faultOf(job: Job, error: unknown): DiagnosticFailure {
  const thrown = error instanceof DiagnosticError ? error.diagnostics[0] : undefined;
  if (thrown) return { kind: "diagnostic", diagnostic: { at: job.location, ...thrown } };
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: "diagnostic", diagnostic: diagnostic("WB4013", { job: job.id, reason }, { at: job.location }) };
}

/** The same work, whose errors are failures of their jobs: the others end, and final jobs run. */
export function contained(work: Work): Work {
  return {
    prepare(job) {
      try {
        work.prepare(job);
      } catch {
        // The same error comes again when it is the job's turn.
      }
    },
    expand(job) {
      try {
        return work.expand?.(job);
      } catch (error) {
        return { failure: faultOf(job, error) };
      }
    },
    async run(job, attempt, signal) {
      try {
        return await work.run(job, attempt, signal);
      } catch (error) {
        return { failure: faultOf(job, error) };
      }
    },
  };
}
