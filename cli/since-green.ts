import type { StageGraph } from "../compiler/graph/model/index.ts";
import type { RunOutcome } from "../runtime/index.ts";
import { pastRuns } from "../runtime/journal/history.ts";
import { changesSinceGreen, type SinceGreen } from "../runtime/journal/since-green.ts";
import { openStore } from "../runtime/store/store.ts";
import { changeLines } from "./why-text.ts";

/** Of each job that failed: what has changed since it succeeded. Empty where nothing is known. */
export async function sinceGreen(graph: StageGraph, journals: string, outcome: RunOutcome): Promise<string> {
  const failed = [...outcome.jobs].flatMap(([job, { status }]) => (status === "failed" ? [job] : []));
  const runs = await pastRuns(journals, graph).catch(() => []);
  if (runs[0]?.start.run !== outcome.run) return "";
  const texts: string[] = [];
  for (const job of failed) {
    const since = await changesSinceGreen(job, runs, openStore());
    if (since) texts.push(textOf(since));
  }
  return texts.length > 0 ? `\n${texts.join("")}` : "";
}

function textOf({ job, run, time, commit, changes }: SinceGreen): string {
  const when = new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  const green = `${job} last succeeded in the run ${run} of ${when}${commit ? ` (commit ${commit.slice(0, 12)})` : ""}`;
  if (!changes) return `${green}\n`;
  if (changes.length === 0) return `${green}; nothing that decides its result has changed since\n`;
  return `${green}; since then has changed:\n${changeLines(changes).join("\n")}\n`;
}
