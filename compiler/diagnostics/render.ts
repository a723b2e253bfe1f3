import pc from "picocolors";
import { codeFrame } from "./code-frame.ts";
import { type Diagnostic, sorted } from "./diagnostic.ts";
import { joinRepeated } from "./repeated.ts";
import type { Span } from "./location.ts";

export interface RenderOptions {
  /** The text of a file as diagnostics name it, or undefined where it cannot be had: then no frame is shown. */
  readonly source: (file: string) => string | undefined;
  readonly color: boolean;
}

/**
 * Diagnostics as people read them: the sentence, the place with its code frame, related places, and the remedy. Sorted by
 * file and place, a blank line between two, each ending in a newline.
 */
export function render(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  const colors = pc.createColors(options.color);
  const place = (at: Span): string[] => {
    const source = options.source(at.file);
    const paint = { mark: colors.red, gutter: colors.dim };
    const frame = source === undefined ? "" : codeFrame(source, at, paint);
    const where = `  at ${colors.cyan(`${at.file}:${at.line}:${at.column}`)}`;
    return frame ? [where, frame.replaceAll(/^/gm, "  ")] : [where];
  };
  const one = (diagnostic: Diagnostic, others: readonly string[]): string => {
    const label = diagnostic.severity === "error" ? colors.red("error") : colors.yellow("warning");
    const lines = [`${colors.bold(label)} ${colors.bold(diagnostic.code)}: ${diagnostic.message}`];
    if (diagnostic.at) lines.push(...place(diagnostic.at));
    for (const related of diagnostic.related ?? []) lines.push(`  ${related.message}:`, ...place(related.at));
    if (others.length > 0) lines.push(`  ${others.length + 1} times here: also for ${shortList(others)}`);
    lines.push(`  ${colors.green("remedy:")} ${diagnostic.remedy}`);
    return `${lines.join("\n")}\n`;
  };
  return joinRepeated(sorted(diagnostics))
    .map(({ first, others }) => one(first, others))
    .join("\n");
}

const MOST_NAMES = 5;

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
