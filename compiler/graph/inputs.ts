import type { ManualInput, StageGraph, Trigger } from "./model/index.ts";

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
  const asking = triggers.filter((trigger) => trigger.kind === "manual" || trigger.kind === "call");
  return Object.assign({}, ...asking.flatMap((one) => (kind && one.kind !== kind ? [] : [one.inputs])));
}

/** Whether another pipeline can call this one. */
export function isCallable({ triggers }: Pick<StageGraph, "triggers">): boolean {
  return triggers.some(({ kind }) => kind === "call");
}
