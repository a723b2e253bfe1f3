import type { ScriptJob, Step } from "../../compiler/graph/model/index.ts";

/** Whether it is a step's turn, by whether one before it has failed. */
export const hasTurn = ({ runs }: Step, failed: boolean): boolean =>
  runs === undefined ? !failed : runs !== "onFailure" || failed;

/** Whether a step after this one runs although one has failed. */
export const hasLaterTurn = ({ steps }: ScriptJob, index: number): boolean =>
  steps.slice(index + 1).some((step) => hasTurn(step, true));
