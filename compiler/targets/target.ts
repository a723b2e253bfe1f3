import type { Diagnostic } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import type { Lock } from "../lock/index.ts";

/** A form that a pipeline can be compiled to. A pure function of the graph: the same graph gives the same bytes. */
export interface Target {
  /** As `waybill compile --target` takes it. */
  readonly name: string;
  /** Where the provider looks for the file, relative to the repository's root. */
  defaultPath(graph: StageGraph): string;
  /** @param lock commits of the actions that the pipeline names. Default: of none. */
  emit(graph: StageGraph, lock?: Lock): Emission;
  /** Actions that the graph's files use, Waybill's own included, as `owner/repository@ref`: what `waybill pin` looks up. Absent: none. */
  actionsIn?(graph: StageGraph): readonly string[];
  /** Several pipelines of one project, for a provider that reads one file of it. Absent: each has files of its own. */
  emitTogether?(graphs: readonly StageGraph[], lock?: Lock): Emission;
}

export interface Emission {
  /** The files, by their default paths. Of use only when nothing in `diagnostics` is an error. */
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
