import type { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { textOf } from "./show.ts";

/**
 * The JSON of a file that an option names.
 *
 * @param refuse - Makes the error of a file that cannot be read or is not JSON, with the reason.
 */
export function readJsonFile(file: string, refuse: (reason: string) => DiagnosticError): unknown {
  const text = textOf(file);
  if (text === undefined) throw refuse("it cannot be read");
  try {
    return JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
}
