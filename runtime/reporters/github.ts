import { randomUUID } from "node:crypto";
import type { Annotation, GroupStyle } from "./grouped.ts";

/**
 * Workflow commands: docs.github.com/actions/reference/workflow-commands-for-github-actions. What jobs write could be a
 * command too, so that commands are stopped around it, with a token that no job knows.
 */
export function githubStyle(token: () => string = randomUUID): GroupStyle {
  const verbatim = (lines: readonly string[]) => {
    const end = token();
    return [`::stop-commands::${end}`, ...lines, `::${end}::`];
  };
  return {
    verbatim,
    group: (_name, lines, { title }) => [`::group::${data(title)}`, ...verbatim(lines), "::endgroup::"],
    annotations: (found) => found.map(command),
  };
}

function command({ level, title, message, file, line, column }: Annotation): string {
  const properties = { file, line, col: line === undefined ? undefined : column, title };
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${given.join(",")}::${data(message)}`;
}

// As actions/toolkit writes them: packages/core/src/command.ts, `escapeData` and `escapeProperty`.
const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
