import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { isMissing, stream, wordsOf } from "../../engine/api.ts";
import { type EngineEvent, engineEvents, failureIn } from "../../engine/events.ts";
import { authHeader, credentialsFor } from "../../registry/credentials.ts";
import { RegistryError, registryError } from "../../registry/failure.ts";
import { registryOf } from "../../registry/repository.ts";
import { persistently } from "../../registry/retry.ts";
import type { Credentials } from "../../values/environment.ts";

/** What the executor has to know of an image. */
export interface LocalImage {
  readonly id: string;
  /** Empty or `0`, `root`: the superuser. */
  readonly user: string;
  readonly entrypoint: readonly string[];
}

export interface ImageRequest {
  readonly reference: string;
  readonly login?: Credentials | undefined;
  readonly job: ScriptJob;
  readonly progress: (activity: string, fraction?: number) => void;
  readonly signal: AbortSignal;
}

/** Images on the engine, each looked up, and pulled where it is absent, once for all that ask at a time. */
export interface Images {
  /** @throws {DiagnosticError} WB4002 when it cannot be pulled */
  ensure(request: ImageRequest): Promise<LocalImage>;
  /** Looks again the next time: the image has vanished. */
  forget(reference: string): void;
}

/**
 * Does something with an image; should somebody remove it from the engine before, it is pulled again, once.
 *
 * @throws {DiagnosticError} WB4002 when it cannot be pulled
 */
export async function withImage<T>(
  images: Images,
  request: ImageRequest,
  use: (image: LocalImage) => Promise<T>,
): Promise<T> {
  try {
    return await use(await images.ensure(request));
  } catch (error) {
    if (!hasVanished(error)) throw error;
    images.forget(request.reference);
    return use(await images.ensure(request));
  }
}

/** Whether a container could not be made because its image is no longer there. */
export function hasVanished(error: unknown): boolean {
  return isMissing(error) && /no such image/i.test(wordsOf(error));
}

/** Milliseconds before each further attempt to pull, when the network or the registry is at fault. */
const PAUSES: readonly number[] = [500, 1500, 4000];

export function imagesOf(engine: Docker, pauses = PAUSES): Images {
  const known = new Map<string, Promise<LocalImage>>();
  return {
    ensure(request) {
      const { reference } = request;
      const found = known.get(reference);
      if (found) return found;
      const wanted = find(engine, request, pauses);
      known.set(reference, wanted);
      wanted.catch(() => known.delete(reference));
      return wanted;
    },
    forget: (reference) => void known.delete(reference),
  };
}

async function find(engine: Docker, request: ImageRequest, pauses: readonly number[]): Promise<LocalImage> {
  const { reference, job } = request;
  const present = await inspect(engine, reference);
  if (present) return present;
  try {
    await pull(engine, request, pauses);
    const pulled = await inspect(engine, reference);
    if (pulled) return pulled;
    throw new RegistryError("the engine does not have it after the pull");
  } catch (error) {
    if (error instanceof DiagnosticError || request.signal.aborted) throw error;
    const reason = registryError(error).message;
    const values = { image: reference, job: job.id, reason, registry: registryOf(splitTag(reference).name) };
    throw new DiagnosticError(diagnostic("WB4002", values, { at: job.location }));
  }
}

async function inspect(engine: Docker, reference: string): Promise<LocalImage | undefined> {
  try {
    const { Id, Config } = await engine.getImage(reference).inspect();
    return { id: Id, user: Config?.User ?? "", entrypoint: [Config?.Entrypoint ?? []].flat() };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function pull(engine: Docker, request: ImageRequest, pauses: readonly number[]): Promise<void> {
  const { reference, login, progress, signal } = request;
  const { name, tag } = splitTag(reference);
  const headers = { "X-Registry-Auth": authHeader(await credentialsFor(registryOf(name), login)) };
  const activity = `pulling ${reference}`;
  const attempt = async () => {
    progress(activity);
    const query = { fromImage: name, tag };
    const answer = await stream(engine, { method: "POST", path: "/images/create", query, headers, signal });
    const layers = new Map<string, number>();
    for await (const event of engineEvents(answer)) {
      const failure = failureIn(event);
      if (failure !== undefined) throw new RegistryError(failure);
      const fraction = pulled(layers, event);
      if (fraction !== undefined) progress(activity, fraction);
    }
  };
  await persistently(attempt, {
    ...{ pauses, signal },
    repeats: (error) => registryError(error).failure === "trouble",
    onPause: (error) => progress(`${activity}: ${registryError(error).message}; trying again`),
  });
}

/** The share of the layers seen so far that is there: half for its download, half for its unpacking. */
function pulled(layers: Map<string, number>, { id, status, progressDetail }: EngineEvent): number | undefined {
  if (!id || !status) return undefined;
  const { current, total } = progressDetail ?? {};
  const part = current !== undefined && total ? current / total / 2 : 0;
  if (/^(Pulling fs layer|Waiting)/.test(status)) layers.set(id, 0);
  else if (status === "Downloading") layers.set(id, part);
  else if (status === "Extracting") layers.set(id, 0.5 + part);
  else if (/^(Pull complete|Already exists)/.test(status)) layers.set(id, 1);
  else return undefined;
  return [...layers.values()].reduce((sum, layer) => sum + layer, 0) / layers.size;
}

/** A reference as the engine's pull wants it: with no tag it would pull them all. */
function splitTag(reference: string): { readonly name: string; readonly tag: string } {
  const at = reference.indexOf("@");
  if (at !== -1) return { name: reference.slice(0, at), tag: reference.slice(at + 1) };
  const colon = reference.lastIndexOf(":");
  if (colon <= reference.lastIndexOf("/")) return { name: reference, tag: "latest" };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
