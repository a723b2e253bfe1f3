import { type Diagnostic, diagnostic, type Location, type Span } from "../../diagnostics/index.ts";
import { EVAL, type Forbidden, GLOBALS, MEMBERS } from "../access/table.ts";
import { REFUSALS } from "../files/refusal.ts";
import type { Project } from "../project/project.ts";
import { shown } from "../project/project.ts";
import type { Ending } from "../sandbox/process.ts";
import type { Refused, Thrown } from "../sandbox/protocol.ts";
import type { Positions } from "./positions.ts";

export interface Where {
  readonly project: Project;
  readonly positions: Positions;
  /** What the numbers of the rewritten files stand for. */
  readonly places: readonly Span[];
  readonly milliseconds: number;
}

/** What is told of an evaluation that gave no declarations. */
export function endingDiagnostic(where: Where, ending: Exclude<Ending, { readonly kind: "done" }>): Diagnostic {
  const start: Location = { file: shown(where.project, where.project.file), line: 1, column: 1 };
  switch (ending.kind) {
    case "timeout": {
      const seconds = String(where.milliseconds / 1000);
      return diagnostic("WB1023", { seconds }, { at: where.places[ending.tick] ?? start });
    }
    case "memory":
      return diagnostic("WB1024", {}, { at: start });
    case "lost":
      return diagnostic("WB1025", { reason: ending.reason });
    case "threw":
      return thrownDiagnostic(ending.thrown, placeOf(where, ending.thrown, ending.tick) ?? start);
  }
}

/** The innermost place in a file that people write; else in a package; of what has no stack, the last `throw`. */
function placeOf({ positions, places: marked }: Where, { refused, frames }: Thrown, tick: number): Span | undefined {
  const used = refused?.kind === "unknown" ? marked[refused.mark] : undefined;
  if (used) return used;
  const places = frames.flatMap((frame) => positions(frame) ?? []);
  const own = places.find((place) => !place.file.split("/").includes("node_modules"));
  return own ?? places[0] ?? (frames.length === 0 ? marked[tick] : undefined);
}

function thrownDiagnostic({ refused, name, message }: Thrown, at: Span): Diagnostic {
  if (refused) return refusedDiagnostic(refused, at);
  const missing = name === "ReferenceError" ? /^([\w$]+) is not defined$/.exec(message)?.[1] : undefined;
  const forbidden = missing === undefined ? undefined : GLOBALS.get(missing);
  if (missing !== undefined && forbidden) return access(missing, forbidden, at);
  const required = /^Dynamic require of "(.*)" is not supported$/.exec(message)?.[1];
  if (required !== undefined) return access(`require("${required}")`, GLOBALS.get("require") as Forbidden, at);
  if (name === "EvalError") return access("code from text", EVAL, at);
  const what = name && name !== "Error" ? `${name}: ${message}` : message;
  return diagnostic("WB1022", { message: what || "an error without a message" }, { at });
}

function refusedDiagnostic(refused: Refused, at: Span): Diagnostic {
  if (refused.kind === "access") return access(refused.name, MEMBERS.get(refused.name) as Forbidden, at);
  if (refused.kind === "unknown") return diagnostic("WB1036", { what: refused.what }, { at });
  const path = JSON.stringify(refused.path);
  if (refused.reason === "outside") return diagnostic("WB1032", { path }, { at });
  return diagnostic("WB1033", { path, reason: REFUSALS[refused.reason] }, { at });
}

const access = (name: string, { why, instead }: Forbidden, at: Span): Diagnostic =>
  diagnostic("WB1030", { name, why, instead }, { at });
