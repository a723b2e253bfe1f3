import { type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";

/** What an error of the engine means to the user. */
export function refusalOf(error: unknown, job: ScriptJob, action: string): Error {
  if (error instanceof DiagnosticError) return error;
  const reason = wordsOf(error);
  const { statusCode } = error as { statusCode?: number };
  const told: Diagnostic =
    statusCode === undefined
      ? diagnostic(
          "WB4006",
          { job: job.id, reason: `the connection to the engine broke (${reason})` },
          { at: job.location },
        )
      : diagnostic("WB4007", { job: job.id, action, reason }, { at: job.location });
  return new DiagnosticError(told);
}
