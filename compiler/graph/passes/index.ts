import type { Diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../model/index.ts";
import type { ProviderTable } from "../provider.ts";
import { checkArtifactPaths } from "./artifact-paths.ts";
import { checkCaches } from "./caches.ts";
import { checkConditions } from "./conditions.ts";
import { checkControl } from "./control.ts";
import { checkDelivery } from "./delivery.ts";
import { checkEnvironment } from "./environment.ts";
import { checkFinal } from "./final.ts";
import { checkHandover } from "./handover.ts";
import { checkInjection } from "./injection.ts";
import { checkInputs } from "./inputs.ts";
import type { Pass } from "./pass.ts";
import { checkProducers } from "./producers.ts";
import { checkRequired } from "./required-check.ts";
import { checkSecretFiles } from "./secret-files.ts";
import { checkSecrets } from "./secrets.ts";
import { checkServices } from "./services.ts";
import { checkTags } from "./tags.ts";
import { checkTokens } from "./tokens.ts";

export const passes: readonly Pass[] = [
  checkDelivery,
  checkSecrets,
  checkSecretFiles,
  checkEnvironment,
  checkInjection,
  checkConditions,
  checkProducers,
  checkCaches,
  checkArtifactPaths,
  checkInputs,
  checkServices,
  checkControl,
  checkFinal,
  checkRequired,
  checkHandover,
  checkTags,
  checkTokens,
];

/** What all passes find in a graph that `parseGraph` or the lowering has made, with the others of its file. */
export function checkGraph(
  graph: StageGraph,
  providers: ProviderTable,
  file: readonly StageGraph[] = [graph],
): readonly Diagnostic[] {
  return passes.flatMap((pass) => pass(graph, { file, providers }));
}
