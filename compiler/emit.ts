import { join } from "node:path";
import { defaultCache } from "./frontend/cache/folder.ts";
import { readSealed, writeSealed } from "./frontend/cache/sealed.ts";
import { digest } from "./frontend/program/inputs.ts";
import { compilerIdentity } from "./frontend/project/package.ts";
import { withoutAccepted } from "./graph/accepted.ts";
import type { StageGraph } from "./graph/model/index.ts";
import type { Lock } from "./lock/index.ts";
import type { TargetName } from "./targets/names.ts";
import type { Emission, Target } from "./targets/target.ts";

export interface EmitOptions {
  readonly target: TargetName;
  readonly lock: Lock;
  /** The repository's root. */
  readonly root: string;
  /** Folder that emissions are kept in, or false for none. Default: as for `compile`. */
  readonly cache?: string | false;
}

/** Loads the emitters; whoever has time to spare does so ahead. */
export const loadTargets = () => import("./targets/registry.ts");

interface Kept {
  /** Digest of what was emitted. */
  readonly of: string;
  readonly emissions: readonly Emission[];
}

/** What pipelines are for a provider: each by itself, or those of a project together. */
export interface Emitted extends Emission {
  readonly graphs: readonly StageGraph[];
}

/** What pipelines of one project are for a provider. Where they were that before, the emitters are not loaded. */
export async function emit(
  graphs: readonly StageGraph[],
  { target, lock, root, cache }: EmitOptions,
): Promise<readonly Emitted[]> {
  const folder = cache === undefined ? defaultCache({ root }) : cache || undefined;
  const of = digest(JSON.stringify([graphs, lock]));
  const sources = graphs.map(({ source }) => source);
  const name = digest([compilerIdentity(), root, target, ...sources].join("\0")).slice(0, 22);
  const file = folder && join(folder, `emitted-${name}.json`);
  const known = file ? readSealed<Kept>(file) : undefined;
  const emissions = known?.of === of ? known.emissions : await make(graphs, target, lock);
  if (file && emissions !== known?.emissions) writeSealed(file, { of, emissions } satisfies Kept);
  return emissions.map((one, index) => ({
    ...one,
    graphs: emissions.length === graphs.length ? [graphs[index]!] : graphs,
  }));
}

async function make(graphs: readonly StageGraph[], name: TargetName, lock: Lock): Promise<readonly Emission[]> {
  const { targets } = await loadTargets();
  const target: Target = targets[name];
  const emissions = target.emitTogether
    ? [target.emitTogether(graphs, lock)]
    : graphs.map((graph) => target.emit(graph, lock));
  return emissions.map((one) => ({ ...one, diagnostics: withoutAccepted(one.diagnostics, graphs) }));
}
