import { randomBytes } from "node:crypto";

/** The characters that the engine takes in a name: docs.docker.com/reference/api/engine (`[a-zA-Z0-9][a-zA-Z0-9_.-]+`). */
const OTHER = /[^a-zA-Z0-9_.-]+/g;
const LONGEST = 150;

/**
 * A container's name, which says its run and its job, for people who list containers. Attempts differ by their end.
 *
 * @example
 * ```ts
 * containerName("mfhe3k2a1b", "unit", "postgres"); // waybill-mfhe3k2a1b-unit-postgres-9f2c61
 * ```
 */
export function containerName(run: string, ...parts: readonly string[]): string {
  const name = ["waybill", run, ...parts].join("-").replaceAll(OTHER, "-").slice(0, LONGEST);
  return `${name}-${randomBytes(3).toString("hex")}`;
}
