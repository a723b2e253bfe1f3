import type { Diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../model/index.ts";
import type { ProviderTable } from "../provider.ts";

/** What a pass may look at beside its graph. */
export interface PassContext {
  /** The graphs of its file, itself included, with which it may share jobs. */
  readonly file: readonly StageGraph[];
  /** Every provider that the graph may be compiled for. */
  readonly providers: ProviderTable;
}

/** Checks one property of a graph whose structure is valid. */
export type Pass = (graph: StageGraph, context: PassContext) => readonly Diagnostic[];
