import type { DeclarationDocument } from "../authoring/document.ts";
import type { Diagnostic, Location } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { lower } from "./index.ts";
import { type Report, report } from "./report.ts";

/** The pipelines of one file to their graphs. Of one that is wrong there is none, so that all is told of the others too. */
export function lowerAll(
  pipelines: readonly DeclarationDocument<Location>[],
  source: string,
): { readonly graphs: readonly StageGraph[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = report();
  checkNamesakes(found, pipelines);
  const lowered = pipelines.map((document) => lower(document, source));
  return {
    graphs: lowered.flatMap(({ graph }) => graph ?? []),
    diagnostics: [...found.diagnostics, ...lowered.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** They are told apart by their names. */
function checkNamesakes(found: Report, pipelines: readonly DeclarationDocument<Location>[]): void {
  for (const pipeline of pipelines) {
    const first = pipelines.find(({ name }) => name === pipeline.name)!;
    if (first === pipeline) continue;
    const related = [{ message: "the first is here", at: first.at }];
    found.add("WB2310", { name: pipeline.name }, { at: pipeline.at, related });
  }
}
