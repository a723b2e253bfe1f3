import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { didYouMean } from "../../compiler/diagnostics/did-you-mean.ts";
import type { PastRun } from "./history.ts";

/** The word for the newest run. */
export const LAST = "last";

/**
 * The run that a name means: `last`, the number that `waybill runs` gives it (1 is the newest), its id, or an unambiguous
 * beginning or end of its id. Undefined: none.
 *
 * @param runs - The newest first.
 */
export function findByName(runs: readonly PastRun[], name: string): PastRun | undefined {
  if (name === LAST) return runs[0];
  if (/^[1-9]\d{0,3}$/.test(name) && runs[Number(name) - 1]) return runs[Number(name) - 1];
  const exact = runs.find(({ start }) => start.run === name);
  if (exact || name.length < 4) return exact;
  const near = runs.filter(({ start: { run } }) => run.startsWith(name) || run.endsWith(name));
  return near.length === 1 ? near[0] : undefined;
}

/**
 * The run that a name means: see {@link findByName}.
 *
 * @throws {DiagnosticError} WB4060 when there is none
 */
export function runNamed(runs: readonly PastRun[], name: string = LAST): PastRun {
  const found = findByName(runs, name);
  if (found) return found;
  const reason = runs.length === 0 ? "nothing has been run in this checkout yet" : `no run here has the name ${name}`;
  const remedy = runs.length === 0 ? "run the pipeline with `waybill run`" : "list the runs with `waybill runs`";
  throw new DiagnosticError(diagnostic("WB4060", { reason, remedy }));
}

/**
 * A job of a run, as its journal knows it.
 *
 * @throws {DiagnosticError} WB4061 when the run has no such job
 */
export function requireJob(run: PastRun, job: string, known: readonly string[]): void {
  if (known.includes(job)) return;
  const values = { job, run: run.start.run, meant: didYouMean(job, known), known: known.join(", ") || "none" };
  throw new DiagnosticError(diagnostic("WB4061", values));
}
