import type { ManualInput, Trigger } from "./model/index.ts";

/**
 * How a number is given: the one way that reads and prints as itself. GitHub makes a value of what is typed and prints that
 * (`007` as `7`), GitLab hands on the text; so that both hand on the same, others are refused.
 */
export const NUMBER = /^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$/;

/** The inputs that a pipeline's triggers ask for, by name. */
export function declaredInputs(triggers: readonly Trigger[]): Readonly<Record<string, ManualInput>> {
  return Object.assign({}, ...triggers.map((trigger) => (trigger.kind === "manual" ? trigger.inputs : {})));
}
