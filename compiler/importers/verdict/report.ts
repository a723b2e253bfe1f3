import type { ImportedPipeline, Note } from "../model.ts";
import { type Difference, VERDICTS, type Verdict } from "./verdict.ts";

/** Verdicts and notes of one file, for people. */
export interface FileReport {
  readonly source: string;
  readonly verdicts: readonly Verdict[];
  readonly notes: ImportedPipeline["notes"];
}

/** A few lines for a terminal. */
export function textReport(files: readonly FileReport[]): string {
  const lines = files.flatMap(({ source, verdicts, notes }) => [
    `${source}`,
    ...verdicts.flatMap((verdict) => [
      `  ${verdict.job}: ${headline(verdict)}`,
      ...verdict.differences.map((one) => `    - ${sentence(one)}`),
    ]),
    ...notes.map((note) => `  line ${note.at.line}: ${note.message}`),
  ]);
  return `${[...lines, summary(files.flatMap(({ verdicts }) => verdicts))].join("\n")}\n`;
}

/** A page for a pull request. */
export function markdownReport(files: readonly FileReport[]): string {
  const pages = files.map(({ source, verdicts, notes }) => {
    const rows = verdicts.map(
      (verdict) =>
        `| \`${cell(verdict.job)}\` | ${headline(verdict)} | ${verdict.differences.map((one) => cell(sentence(one))).join("<br>")} |`,
    );
    const table = ["| job | verdict | differences |", "|---|---|---|", ...rows];
    return [`## ${source}`, "", ...table, ...todo(notes)].join("\n");
  });
  return `# What was imported\n\n${summary(files.flatMap(({ verdicts }) => verdicts))}\n\n${pages.join("\n\n")}\n`;
}

function todo(notes: readonly Note[]): readonly string[] {
  return notes.length === 0 ? [] : ["", ...notes.map(({ at, message }) => `- line ${at.line}: ${message}`)];
}

function headline({ kind, at, kept }: Verdict): string {
  if (kind !== "notCarried") return `${VERDICTS[kind]}${keptWords(kept)}`;
  return `${VERDICTS[kind]}: ${at.endLine && at.endLine > at.line ? `lines ${at.line} to ${at.endLine}` : `line ${at.line}`}`;
}

/** What stays in the provider's words. It is part of the verdict: nothing is proved of what it does. */
function keptWords(kept: Verdict["kept"]): string {
  if (kept.length === 0) return "";
  const parts = kept.map(({ what, at }) => `\`${what}\` (line ${at.line})`);
  return `, with ${parts.join(", ")} kept as ${kept.length === 1 ? "it was" : "they were"} (native)`;
}

/** One difference as a person reads it. */
export function sentence({ aspect, was, now, example }: Difference): string {
  if (example) return `${example}: ${was}, now ${now}`;
  return `${aspect}: ${now === "" ? was : `was ${was}, now ${now}`}`;
}

/** How many jobs each verdict has. */
export function summary(verdicts: readonly Verdict[]): string {
  const kinds = (["same", "but", "native", "notCarried"] as const).flatMap((kind) => {
    const found = verdicts.filter((one) => one.kind === kind);
    const partly = found.filter(({ kept }) => kept.length > 0).length;
    const more = partly > 0 ? ` (${partly} with parts kept as they were)` : "";
    return found.length > 0 ? [`${found.length} ${VERDICTS[kind]}${more}`] : [];
  });
  return `${verdicts.length} ${verdicts.length === 1 ? "job" : "jobs"}: ${kinds.join(", ") || "none"}`;
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
