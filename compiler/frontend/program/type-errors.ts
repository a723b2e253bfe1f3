import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Project } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import { flat, spanOfDiagnostic } from "./messages.ts";
import { remedyOf } from "./type-remedies.ts";

type TS = typeof TypeScript;

/** "Cannot find module", with and without advice. */
const NO_SUCH_MODULE = new Set([2307, 2732, 2792, 2834, 2835, 7016]);

/** What TypeScript says of a type, with what to do about it. */
export function typeDiagnostic(ts: TS, project: Project, one: TypeScript.Diagnostic): Diagnostic {
  const at = spanOfDiagnostic(project, one);
  const related = (one.relatedInformation ?? []).flatMap((further) => {
    const place = spanOfDiagnostic(project, further);
    return place && further.file && !further.file.isDeclarationFile
      ? [{ message: flat(ts, further.messageText), at: place }]
      : [];
  });
  const message = `${flat(ts, one.messageText)} (TS${one.code})`;
  if (NO_SUCH_MODULE.has(one.code)) return diagnostic("WB1012", { message }, { at });
  return diagnostic("WB1011", { message, remedy: remedyOf(message) }, { at, related });
}
