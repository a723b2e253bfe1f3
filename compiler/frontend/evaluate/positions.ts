import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Location } from "../../diagnostics/index.ts";
import { type Project, shown } from "../project/project.ts";

/** Maps a place of the bundle (counted from 1) to the file it was written in; undefined for what the compiler has added. */
export type Positions = (place: { readonly line: number; readonly column: number }) => Location | undefined;

export function positions(project: Project, map: string): Positions {
  const trace = new TraceMap(map);
  const files = new Map<string, string | undefined>();
  const fileOf = (source: string): string | undefined => {
    if (!files.has(source)) {
      const path = join(project.root, source);
      files.set(source, source.includes(":") ? undefined : shown(project, path));
    }
    return files.get(source);
  };
  return ({ line, column }) => {
    if (line < 1 || column < 1) return undefined;
    const found = originalPositionFor(trace, { line, column: column - 1 });
    const file = found.source === null ? undefined : fileOf(found.source);
    return file === undefined || found.line === null ? undefined : { file, line: found.line, column: found.column + 1 };
  };
}
