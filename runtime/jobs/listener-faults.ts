import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";

/** Errors of what listens to a run: the run goes on, so that its engine is cleaned up and its final jobs run. */
export interface ListenerFaults {
  /** The same listener, which does not throw. */
  guard<Given extends readonly unknown[]>(part: string, listen: (...given: Given) => void): (...given: Given) => void;
  /** The first error of each part, as WB5068. */
  diagnostics(): readonly Diagnostic[];
}

export function listenerFaults(): ListenerFaults {
  const faults = new Map<string, Diagnostic>();
  return {
    guard:
      (part, listen) =>
      (...given) => {
        try {
          listen(...given);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          if (!faults.has(part)) faults.set(part, diagnostic("WB5068", { part, reason }));
        }
      },
    diagnostics: () => [...faults.values()],
  };
}
