import { accessSync, constants, statSync } from "node:fs";
import { relative } from "node:path";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { gateOf } from "../files/gate.ts";
import { REFUSALS } from "../files/refusal.ts";
import type { Project } from "./project.ts";

/** What keeps the file named on the command line from being compiled at all; undefined when nothing does. */
export function entryProblem(project: Project): Diagnostic | undefined {
  const { file } = project;
  const name = relative("", file);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return diagnostic("WB1001", { file: name, folder: process.cwd() });
  if (!stats.isFile()) return diagnostic("WB1002", { file: name, reason: "it is not a regular file" });
  if (!/\.(ts|mts|cts)$/.test(file) || /\.d\.[mc]?ts$/.test(file)) return diagnostic("WB1003", { file: name });
  const admission = gateOf(project).admit(file);
  if ("refused" in admission) return diagnostic("WB1002", { file: name, reason: REFUSALS[admission.refused] });
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    return diagnostic("WB1002", { file: name, reason: (error as NodeJS.ErrnoException).code ?? "it was rejected" });
  }
  return undefined;
}
