import type Docker from "dockerode";
import type { RegistryAuth } from "./credentials.ts";
import { registryError } from "./failure.ts";

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
): Promise<string | undefined> {
  try {
    const answer = await engine.getImage(reference).distribution({ authconfig: { ...auth } });
    return (answer as { Descriptor: { digest: string } }).Descriptor.digest;
  } catch (error) {
    const failure = registryError(error);
    if (failure.failure === "missing") return undefined;
    throw failure;
  }
}
