import type Docker from "dockerode";
import type { RegistryAuth } from "./credentials.ts";
import type { ImageDigest } from "../values/image.ts";
import { RegistryError, registryError } from "./failure.ts";

/**
 * The digest of an image as its registry states it, asked through the engine.
 *
 * @returns `sha256:...`, or `undefined` when the registry has no such image
 * @throws {RegistryError} for any other answer
 */
export async function digestAt(
  engine: Docker,
  reference: string,
  auth: RegistryAuth | undefined,
): Promise<ImageDigest | undefined> {
  try {
    const answer = await engine.getImage(reference).distribution({ authconfig: { ...auth } });
    return statedDigest((answer as { Descriptor: { digest: string } }).Descriptor.digest);
  } catch (error) {
    const failure = registryError(error);
    if (failure.failure === "missing") return undefined;
    throw failure;
  }
}

/** Podman serves no `/distribution`: each question for a digest ends as if the registry had no such image. */
export async function servesDistribution(engine: Docker): Promise<boolean> {
  const { Components } = await engine.version();
  return !Components?.some(({ Name }) => Name === "Podman Engine");
}

/**
 * A digest out of what a registry, or a push to it, has answered.
 *
 * @throws {RegistryError} when it is none
 */
export function statedDigest(text: string): ImageDigest {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text as ImageDigest;
  throw new RegistryError(`the registry states the digest ${JSON.stringify(text)}, which is none`);
}
