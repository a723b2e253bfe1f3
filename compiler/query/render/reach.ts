import { shellLine } from "../example.ts";
import type { Reach } from "../reach.ts";
import { aligned } from "./columns.ts";

/** A line for what each job holds and who can start it, with an example. */
export function renderReach(reach: readonly Reach[], file: string): string {
  if (reach.length === 0) return "No job holds a secret, an id token, a permission or an environment.\n";
  const rows = reach.map(({ what, job, starter, example, options }) => [
    ...[what, job, starter],
    example ? shellLine(["waybill", "run", file, ...options]) : "(not decided: the solver gave up)",
  ]);
  return `${aligned([["what", "job", "started by", "example"], ...rows]).join("\n")}\n`;
}
