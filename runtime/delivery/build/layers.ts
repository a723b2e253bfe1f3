import type Docker from "dockerode";
import { CACHE_TAG } from "../../../compiler/graph/tags.ts";
import { digestAt } from "../../registry/digest.ts";
import { type Push, push } from "../../registry/push.ts";

export interface Layers extends Omit<Push, "tag"> {
  /** How many steps the build of the image that ships has executed: their layers are new. */
  readonly executed: number;
  /** Builds the same once more, out of the layers that are there now, as the image that holds the cache. */
  build(): Promise<void>;
}

/**
 * Keeps a build's layers in the registry, where another machine finds them: in an image that is tagged `buildcache` and never ships.
 * Nothing is done where the build made no layer and the registry has some already.
 *
 * @throws {DiagnosticError} WB5010 to WB5013 and WB5016
 */
export async function keepLayers(engine: Docker, { executed, build, ...request }: Layers): Promise<void> {
  const { access, sink } = request;
  const reference = `${access.repository}:${CACHE_TAG}`;
  // A registry in trouble is met again, and with patience, by the push.
  const kept = await digestAt(engine, reference, access.auth).catch(() => undefined);
  if (executed === 0 && kept !== undefined) return;
  sink.line("stdout", `keeping the layers for other machines, as ${reference}`);
  await build();
  await push(engine, { ...request, tag: CACHE_TAG });
}
