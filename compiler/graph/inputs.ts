import type { CallTrigger, ManualInput, ManualTrigger, StageGraph, Trigger } from "./model/index.ts";

/**
 * How a number is given: the one way that reads and prints as itself. GitHub makes a value of what is typed and prints that
 * (`007` as `7`), GitLab hands on the text; so that both hand on the same, others are refused.
 */
export const NUMBER = /^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$/;

/** The inputs that a pipeline's triggers ask for, by name; of one kind of them only, where one is given. */
export function declaredInputs(
  triggers: readonly Trigger[],
  kind?: "manual" | "call",
): Readonly<Record<string, ManualInput>> {
  return Object.assign(
    {},
    ...askingTriggers(triggers).flatMap((one) => (kind && one.kind !== kind ? [] : [one.inputs])),
  );
}

/** The triggers that ask whoever starts the pipeline for inputs. */
export function askingTriggers(triggers: readonly Trigger[]): readonly (ManualTrigger | CallTrigger)[] {
  return triggers.filter((trigger) => trigger.kind === "manual" || trigger.kind === "call");
}

/** Whether another pipeline can call this one. */
export function isCallable({ triggers }: Pick<StageGraph, "triggers">): boolean {
  return triggers.some(({ kind }) => kind === "call");
}
