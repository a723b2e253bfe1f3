import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { type Project, shown } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";

type TS = typeof TypeScript;

/** The span of a part of a file. */
export function spanOf(
  project: Project,
  file: TypeScript.SourceFileLike & { fileName: string },
  start: number,
  end: number,
): Span {
  const from = place(file, start);
  const to = place(file, end);
  return { file: shown(project, file.fileName), ...from, endLine: to.line, endColumn: to.column };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function place(file: TypeScript.SourceFileLike, offset: number): Place {
  const { line, character } = (file as TypeScript.SourceFile).getLineAndCharacterOfPosition(offset);
  return { line: line + 1, column: character + 1 };
}

/** The span of a node, without the comments before it. */
export function spanOfNode(project: Project, node: TypeScript.Node): Span {
  const file = node.getSourceFile();
  return spanOf(project, file, node.getStart(file), node.getEnd());
}

/** Where one of TypeScript's diagnostics points. */
export function spanOfDiagnostic(project: Project, one: TypeScript.DiagnosticRelatedInformation): Span | undefined {
  if (!one.file || one.start === undefined) return undefined;
  // The end of the file is a place no editor can mark: what is meant is the last thing before it.
  const { text } = one.file;
  const start = one.start >= text.length ? Math.max(0, text.trimEnd().length - 1) : one.start;
  return spanOf(project, one.file, start, Math.max(start, Math.min(text.length, one.start + (one.length ?? 1))));
}

/** A chain of reasons as one text: each reason below what it explains, indented under the first line. */
export function flat(ts: TS, message: string | TypeScript.DiagnosticMessageChain): string {
  return ts
    .flattenDiagnosticMessageText(message, "\n")
    .split("\n")
    .map((line, index) => (index === 0 ? line : `  ${line}`).replace(/\.$/, ""))
    .join("\n");
}

/** A mistake in a tsconfig.json. */
export function configurationProblem(ts: TS, project: Project, file: string, one: TypeScript.Diagnostic): Diagnostic {
  const at = spanOfDiagnostic(project, one) ?? { file: shown(project, file), line: 1, column: 1 };
  return diagnostic("WB1004", { message: flat(ts, one.messageText) }, { at });
}
