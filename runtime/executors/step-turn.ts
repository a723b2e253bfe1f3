import type { ScriptJob, Step } from "../../compiler/graph/model/index.ts";
import type { StepFault } from "./outputs.ts";

/** Whether it is a step's turn, by whether one before it has failed. */
export const hasTurn = ({ runs }: Step, failed: boolean): boolean =>
  runs === undefined ? !failed : runs !== "onFailure" || failed;

/** What the log says of a failure that is allowed; 0 is of a step whose outputs cannot be read. */
export const allowed = (exitCode: number, fault: StepFault | undefined): string =>
  exitCode === 0 && fault !== undefined
    ? `What it hands on cannot be read, which is allowed: ${fault.reason}\n`
    : `Failed with exit code ${exitCode}, which is allowed.\n`;

/** Whether a step after this one runs although one has failed. */
export const hasLaterTurn = ({ steps }: ScriptJob, index: number): boolean =>
  steps.slice(index + 1).some((step) => hasTurn(step, true));
