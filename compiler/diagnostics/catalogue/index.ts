import { source } from "./10xx-source.ts";
import { output } from "./11xx-output.ts";
import { commandFiles } from "./19xx-command-files.ts";
import { graph } from "./20xx-graph.ts";
import { options } from "./21xx-options.ts";
import { steps } from "./22xx-steps.ts";
import { pipelines } from "./23xx-pipelines.ts";
import { providers } from "./30xx-providers.ts";
import { providerLimits } from "./31xx-provider-limits.ts";
import { providerValues } from "./32xx-provider-values.ts";
import { runtime } from "./40xx-runtime.ts";
import { localRuns } from "./41xx-local-runs.ts";
import { delivery } from "./50xx-delivery.ts";
import { kubernetes } from "./54xx-kubernetes.ts";
import { imports } from "./60xx-imports.ts";

/**
 * Every diagnostic, by code: 1xxx frontend, 2xxx graph, 3xxx providers, 4xxx runtime, 5xxx delivery, 6xxx import. There is one
 * file per hundred, and its type allows only codes of that hundred, so a second entry for a code does not compile.
 */
export const catalogue = {
  ...source,
  ...output,
  ...commandFiles,
  ...graph,
  ...options,
  ...steps,
  ...pipelines,
  ...providers,
  ...providerLimits,
  ...providerValues,
  ...runtime,
  ...localRuns,
  ...delivery,
  ...kubernetes,
  ...imports,
};

export type Code = keyof typeof catalogue;
