import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { isMissing, stream } from "../engine/api.ts";
import { engineEvents, failureIn } from "../engine/events.ts";
import type { DeliverySink } from "../values/image.ts";
import { authHeader } from "./credentials.ts";
import { type Access, RegistryError, registryDiagnostic, registryError } from "./failure.ts";
import { registryOf, shortReference, splitReference } from "./repository.ts";
import { persistently } from "./retry.ts";

export interface Pull {
  /** `repository@sha256:...` */
  readonly reference: string;
  readonly access: Access;
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
  /** Milliseconds before each further attempt. */
  readonly pauses: readonly number[];
}

/**
 * Sees to it that the engine has an image, by its digest.
 *
 * @throws {DiagnosticError} WB5010 to WB5012, WB5015
 */
export async function pull(engine: Docker, { reference, access, sink, signal, pauses }: Pull): Promise<void> {
  if (await hasImage(engine, reference)) return;
  const { repository, digest } = splitReference(reference);
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    sink.line("stdout", `pulling ${shortReference(reference)}`);
    const answer = await stream(engine, {
      method: "POST",
      path: "/images/create",
      query: { fromImage: repository, tag: digest },
      headers: { "X-Registry-Auth": authHeader(access.auth) },
      signal,
    });
    for await (const event of engineEvents(answer)) {
      const failure = failureIn(event);
      if (failure !== undefined) throw new RegistryError(failure);
    }
  };
  try {
    await persistently(attempt, {
      pauses,
      signal,
      repeats: (error) => registryError(error).failure === "trouble",
      onPause: (error) =>
        sink.line("stderr", `${registryOf(repository)}: ${registryError(error).message}; trying again`),
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = registryError(error);
    if (failure.failure === "login" || failure.failure === "trouble") {
      throw new DiagnosticError(registryDiagnostic(failure, access, attempts));
    }
    throw new DiagnosticError(diagnostic("WB5015", { reference: shortReference(reference), reason: failure.message }));
  }
}

async function hasImage(engine: Docker, reference: string): Promise<boolean> {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
