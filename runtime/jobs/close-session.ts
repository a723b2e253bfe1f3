import { type Diagnostic, DiagnosticError } from "../../compiler/diagnostics/index.ts";
import type { RunEvent } from "../events.ts";
import type { ExecutorSession } from "../executors/executor.ts";

/** Ends a session; what could not be cleaned up is told as a notice, and is no reason to lose how the jobs ended. */
export async function closed(
  session: ExecutorSession,
  report: (event: RunEvent) => void,
): Promise<readonly Diagnostic[]> {
  try {
    await session.close();
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const { code, message, remedy } of error.diagnostics) {
      report({ type: "notice", time: Date.now(), message: `${code}: ${message}; ${remedy}` });
    }
    return error.diagnostics;
  }
}
