import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import { readEvents } from "../runtime/journal/event-file.ts";
import { allRuns } from "../runtime/journal/history.ts";
import { runNamed } from "../runtime/journal/named-run.ts";
import type { PageParts } from "../runtime/report/html.ts";
import { type ReportWithLogs, reportOf } from "../runtime/report/model.ts";

/**
 * A run as its page shows it.
 *
 * @throws {DiagnosticError} WB4060 when there is no such run, WB4062 when it has kept no events
 */
export async function readReport(folder: string, name: string | undefined): Promise<ReportWithLogs> {
  const run = runNamed(await allRuns(folder), name);
  const events = await readEvents(folder, run.start.run);
  if (!events) throw new DiagnosticError(diagnostic("WB4062", { run: run.start.run }));
  return reportOf(events, run);
}

/** The program and the style of the page, which the build makes. */
export async function pageParts(): Promise<PageParts> {
  const part = (file: string) => readFile(join(ownPackage().root, "dist", file), "utf8");
  const [script, style] = await Promise.all([part("page.js"), part("page.css")]);
  return { script, style };
}
