import { graphJson } from "./graph-json.ts";
import type { TargetName } from "./names.ts";
import { providers } from "./providers.ts";
import type { Target } from "./target.ts";

export type { TargetName } from "./names.ts";

const loaded = await Promise.all(
  Object.entries(providers).map(async ([name, provider]) => [name, await provider.target()] as const),
);

/** Everything that a pipeline can be compiled to: the providers, with their emitters loaded, and the graph itself. */
export const targets = { ...Object.fromEntries(loaded), graph: graphJson } as Readonly<Record<TargetName, Target>>;
