import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { StageGraph, Trigger } from "../graph/model/index.ts";
import { eventOf } from "../graph/trigger-condition.ts";
import type { Provider } from "./provider.ts";

type Name = "github" | "gitlab";

/** Whether a provider starts a pipeline by a trigger: it has the event, and the trigger is not meant for the other provider alone. */
export const isFor = (trigger: Trigger, name: Name, { events }: Provider): boolean =>
  !(trigger.kind === "event" && trigger.only !== undefined && trigger.only !== name) &&
  (eventOf(trigger) in events || (name === "gitlab" && eventOf(trigger) === "mergeQueue"));

/** The triggers that a provider lacks: refused, or left out where the author allows it. */
export function triggerProblems({ triggers }: StageGraph, name: Name, provider: Provider): readonly Diagnostic[] {
  return triggers.flatMap((trigger) => {
    if (trigger.kind !== "event" || isFor(trigger, name, provider)) return [];
    const other = name === "github" ? "gitlab" : "github";
    const values = { event: trigger.event, target: provider.title, other };
    const code = trigger.only === other ? "WB3171" : "WB3170";
    return [diagnostic(code, values, { at: trigger.location })];
  });
}
