import type { Wire } from "../authoring/wire/model.ts";
import type { Diagnostic, Location } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { type Lowered, lower, type PipelineFile } from "./index.ts";
import { type Report, report } from "./scope.ts";

/** The pipelines of one file to their graphs. Of one that is wrong there is none, so that the others are judged too. */
export function lowerAll(
  wire: Wire<Location>,
  file: PipelineFile,
): { readonly graphs: readonly StageGraph[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = report();
  const lowered = wire.pipelines.map((pipeline) => lower(wire, pipeline, file));
  checkNamesakes(found, lowered);
  return {
    graphs: lowered.flatMap(({ graph }) => graph ?? []),
    diagnostics: [...found.diagnostics, ...lowered.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** They are told apart by their names. */
function checkNamesakes(found: Report, pipelines: readonly Lowered[]): void {
  for (const pipeline of pipelines) {
    const first = pipelines.find(({ name }) => name === pipeline.name)!;
    if (first === pipeline) continue;
    const related = [{ message: "the first is here", at: first.at }];
    found.add("WB2310", { name: pipeline.name }, { at: pipeline.at, related });
  }
}
