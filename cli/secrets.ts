import { readFileSync } from "node:fs";
import { parseSecrets } from "../runtime/secrets/parse-file.ts";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";

/**
 * Looks secrets up in a file of NAME=value lines, then in the environment.
 *
 * @throws {DiagnosticError} WB1903 when the file cannot be read
 */
export function secretsFrom(file: string | undefined): (name: string) => string | undefined {
  const values = file === undefined ? {} : secretFile(file);
  return (name) => values[name] ?? process.env[name];
}

function secretFile(file: string): Readonly<Record<string, string | undefined>> {
  const refused = (reason: string) => new DiagnosticError(diagnostic("WB1903", { file, reason }));
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  const { values, problem } = parseSecrets(text);
  if (problem) throw refused(`line ${problem.line} ${problem.reason}`);
  return values;
}
