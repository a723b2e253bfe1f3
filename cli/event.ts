import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import type { Event } from "../compiler/expr/model.ts";
import { eventOf as eventOfTrigger } from "../compiler/graph/trigger-condition.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";

/**
 * The event that a run is of: the one asked for; else a push, or the only one that starts the pipeline.
 *
 * @throws DiagnosticError where it does not start the pipeline, so that a provider would run nothing.
 */
export function eventOf({ triggers, name, location }: StageGraph, asked: Event | undefined): Event {
  const known: readonly Event[] = [...new Set(triggers.map(eventOfTrigger))];
  const [only = "push", ...others] = known;
  const event = asked ?? (others.length === 0 ? only : "push");
  if (known.includes(event)) return event;
  const own = known.map((one) => `--event ${one}`).join(" or ") || "no event";
  throw new DiagnosticError(diagnostic("WB2313", { pipeline: name, event, own }, { at: location }));
}
