import type { Diagnostic } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import type { ImportedPipeline } from "./model.ts";
import type { Behaviour } from "./verdict/index.ts";

/** The files of a project, by their paths relative to its root, with `/`. */
export interface ProjectFiles {
  /** Undefined where there is none. */
  read(path: string): string | undefined;
  /** All files, where they are known: what globs choose from. */
  list?(): readonly string[];
}

export interface ImportedFile {
  /** Absent where something in `diagnostics` is an error. */
  readonly pipeline?: ImportedPipeline;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What reads one provider's files. It is pure: the same files give the same result.
 *
 * `read` says what the file means in the language; `behaviour` says what the provider does with it. They are independent
 * readings: the verdict holds the second of the original against the second of what the first was compiled to.
 */
export interface Importer {
  readonly provider: "github" | "gitlab";
  read(path: string, files: ProjectFiles): ImportedFile;
  /** Undefined where the file cannot be read. */
  behaviour(path: string, files: ProjectFiles): Behaviour | undefined;
  /** The behaviour of the file that a graph was compiled to. */
  compiled(text: string, graph: StageGraph): Behaviour | undefined;
}
