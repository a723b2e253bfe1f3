import { join } from "node:path";
import { defaultCache } from "./frontend/cache/folder.ts";
import { readSealed, writeSealed } from "./frontend/cache/sealed.ts";
import { digest } from "./frontend/program/inputs.ts";
import { compilerIdentity } from "./frontend/project/package.ts";
import type { StageGraph } from "./graph/model/index.ts";
import type { Lock } from "./lock/index.ts";
import type { TargetName } from "./targets/registry.ts";
import type { Emission } from "./targets/target.ts";

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
  readonly emission: Emission;
}

/** What a graph is for a provider. Where it was that before, the emitters are not loaded. */
export async function emit(graph: StageGraph, { target, lock, root, cache }: EmitOptions): Promise<Emission> {
  const folder = cache === undefined ? defaultCache({ root }) : cache || undefined;
  const of = digest(JSON.stringify([graph, lock]));
  const name = digest([compilerIdentity(), root, graph.source, target].join("\0")).slice(0, 22);
  const file = folder && join(folder, `emitted-${name}.json`);
  const known = file && readSealed<Kept>(file);
  if (known && known.of === of) return known.emission;
  const { targets } = await loadTargets();
  const emission = targets[target].emit(graph, lock);
  if (file) writeSealed(file, { of, emission } satisfies Kept);
  return emission;
}
