import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
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
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(diagnostic("WB1903", { file, reason }));
  }
}
