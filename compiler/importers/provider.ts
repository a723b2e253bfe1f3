import type { Diagnostic } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import type { ImportedPipeline } from "./model.ts";
import type { Behaviour, Verdict } from "./verdict/index.ts";

/** The files of a project, by their paths relative to its root, with `/`. */
export interface ProjectFiles {
  /** Undefined where there is none. */
  read(path: string): string | undefined;
  /** All files, where they are known: what globs choose from. */
  list?(): readonly string[];
  /**
   * Files of others that the project includes, where a folder has them: `PROJECT/FILE` for those of a project, `HOST/PATH` for
   * addresses and components, `templates/NAME` for GitLab's own templates.
   */
  readonly includes?: ProjectFiles | undefined;
}

export interface ImportedFile {
  /** Absent where something in `diagnostics` is an error. */
  readonly pipeline?: ImportedPipeline;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why the compiler refuses a job. */
export interface Refusal {
  readonly code: string | undefined;
  readonly text: string;
}

/**
 * What reads one provider's files. It is pure: the same files give the same result.
 *
 * `read` says what the file means in the language; `behaviour` says what the provider does with it. They are independent
 * readings: the verdict holds the second of the original against the second of what the first was compiled to.
 */
export interface Importer<Kept = unknown> {
  readonly provider: "github" | "gitlab";
  /** @param kept - What of each job is kept as the provider has it, by the job's key. */
  read(path: string, files: ProjectFiles, kept: ReadonlyMap<string, Kept>): ImportedFile;
  /**
   * What more has to be kept as the provider has it, where the compiler refused jobs or a job became another one; undefined:
   * nothing would help. Absent: nothing is ever kept by it.
   */
  keepMore?(
    path: string,
    files: ProjectFiles,
    kept: ReadonlyMap<string, Kept>,
    outcome: { readonly refused: ReadonlyMap<string, Refusal>; readonly verdicts: readonly Verdict[] },
  ): ReadonlyMap<string, Kept> | undefined;
  /** Undefined where the file cannot be read. */
  behaviour(path: string, files: ProjectFiles): Behaviour | undefined;
  /** The behaviour of the file that a graph was compiled to. */
  compiled(text: string, graph: StageGraph): Behaviour | undefined;
}
