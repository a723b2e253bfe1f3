import { type Diagnostic, DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
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
    const reason = error instanceof Error ? error.message : String(error);
    const unknown = () => [diagnostic("WB5068", { part: "the clean-up of the engine", reason })];
    const left = error instanceof DiagnosticError ? error.diagnostics : unknown();
    for (const { code, message, remedy } of left) {
      report({ type: "notice", time: Date.now(), message: `${code}: ${message}; ${remedy}` });
    }
    return left;
  }
}
