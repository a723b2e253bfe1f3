import type { Location, Place } from "../diagnostics/index.ts";
import type { Step } from "./model/index.ts";

/** Where a diagnostic on a job's whole condition points: at the condition, where it is known, and then at the job too. */
export function conditionPlace(job: string, declared: Location, condition: Location | undefined): Place {
  if (!condition) return { at: declared };
  return { at: condition, related: [{ message: `${job} is declared here`, at: declared }] };
}

/** The same for a step, which its diagnostics name. */
export function stepConditionPlace({ location, conditionLocation }: Step): Place {
  return { at: conditionLocation ?? location };
}
