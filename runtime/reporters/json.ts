import type { RunEvent } from "../events.ts";

/** Each event as a line of JSON, as `schemas/run-event.schema.json` describes it. */
export function jsonReporter(write: (text: string) => void): (event: RunEvent) => void {
  return (event) => write(`${JSON.stringify(event)}\n`);
}
