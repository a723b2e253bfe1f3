import { type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { isBroken, isRefusal, wordsOf } from "../../engine/api.ts";

/** What an error that was met while talking to the engine means to the user: the engine's, the connection's, or ours (WB4013). */
export function refusalOf(error: unknown, job: ScriptJob, action: string): Error {
  if (error instanceof DiagnosticError) return error;
  return new DiagnosticError(diagnosticOf(error, job, action));
}

function diagnosticOf(error: unknown, job: ScriptJob, action: string): Diagnostic {
  const reason = wordsOf(error);
  const [name, at] = [job.id, { at: job.location }];
  if (isRefusal(error)) return diagnostic("WB4007", { job: name, action, reason }, at);
  if (!isBroken(error)) return diagnostic("WB4013", { job: name, reason }, at);
  return diagnostic("WB4006", { job: name, reason: `the connection to the engine broke (${reason})` }, at);
}
