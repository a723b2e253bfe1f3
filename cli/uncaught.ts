import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";

/** Errors that nothing has caught. */
export interface UncaughtErrors {
  /** So far, as WB5068. */
  diagnostics(): readonly Diagnostic[];
  end(): void;
}

/**
 * Keeps the process alive when an error reaches nobody, as one thrown in a timer does: the run is interrupted as by Ctrl-C, so
 * that final jobs run and the engine is cleaned up.
 *
 * @param interrupt - Called at each such error.
 */
export function catchErrors(interrupt: () => void): UncaughtErrors {
  const caught: Diagnostic[] = [];
  const failed = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    caught.push(diagnostic("WB5068", { part: "a callback of Waybill", reason }));
    interrupt();
  };
  process.on("uncaughtException", failed);
  return {
    diagnostics: () => caught,
    end: () => void process.off("uncaughtException", failed),
  };
}
