import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { stream } from "../engine/api.ts";
import { engineEvents, failureIn } from "../engine/events.ts";
import type { DeliverySink, ImageDigest } from "../values/image.ts";
import { authHeader } from "./credentials.ts";
import { digestAt, servesDistribution, statedDigest } from "./digest.ts";
import { type Access, RegistryError, registryDiagnostic, registryError } from "./failure.ts";
import { registryOf } from "./repository.ts";
import { persistently } from "./retry.ts";

export interface Push {
  readonly access: Access;
  readonly tag: string;
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
  /** Milliseconds before each further attempt. */
  readonly pauses: readonly number[];
}

/**
 * Pushes a tag of the engine's, and reads back what the registry holds then. Nothing is sent when the registry has that
 * very image under that tag already; what arrived before a connection broke is not sent again.
 *
 * @returns the digest, `sha256:...`
 * @throws {DiagnosticError} WB5010 to WB5013 and WB5016
 */
export async function push(engine: Docker, request: Push): Promise<ImageDigest> {
  const { access, tag, sink, signal, pauses } = request;
  const { repository } = access;
  const reference = `${repository}:${tag}`;
  let attempts = 0;
  try {
    return await persistently(
      async () => {
        attempts++;
        const held = await digestAt(engine, reference, access.auth);
        if (held && (await isOurs(engine, reference, `${repository}@${held}`))) {
          sink.line("stdout", `${reference} is in the registry already`);
          return held;
        }
        const pushed = await send(engine, request);
        await verify(engine, request, pushed);
        return pushed;
      },
      {
        pauses,
        signal,
        repeats: (error) => !(error instanceof DiagnosticError) && registryError(error).failure === "trouble",
        onPause: (error, milliseconds) => {
          const reason = registryError(error).message;
          const seconds = Math.round(milliseconds / 100) / 10;
          sink.line("stderr", `${registryOf(repository)}: ${reason}; trying again in about ${seconds} s`);
        },
      },
    );
  } catch (error) {
    if (error instanceof DiagnosticError || signal.aborted) throw error;
    throw new DiagnosticError(registryDiagnostic(registryError(error), access, attempts));
  }
}

async function isOurs(engine: Docker, tagged: string, byDigest: string): Promise<boolean> {
  const image = await engine.getImage(tagged).inspect();
  return (image.RepoDigests ?? []).includes(byDigest);
}

async function send(engine: Docker, { access, tag, sink, signal }: Push): Promise<ImageDigest> {
  const { repository, auth } = access;
  const answer = await stream(engine, {
    method: "POST",
    path: `/images/${repository}/push`,
    query: { tag },
    headers: { "X-Registry-Auth": authHeader(auth) },
    signal,
  });
  sink.line("stdout", `pushing ${repository}:${tag}`);
  let digest: ImageDigest | undefined;
  const layers = new Map<string, { current: number; total: number }>();
  for await (const event of engineEvents(answer)) {
    const failure = failureIn(event);
    if (failure !== undefined) throw new RegistryError(failure);
    const { Digest } = (event.aux ?? {}) as { readonly Digest?: string };
    const stated = Digest ?? digestInStatus(event.status);
    if (stated !== undefined) digest = statedDigest(stated);
    const { current = 0, total = 0 } = event.progressDetail ?? {};
    if (!event.id || total === 0) continue;
    layers.set(event.id, { current: Math.min(current, total), total });
    const sum = (of: "current" | "total") => [...layers.values()].reduce((bytes, layer) => bytes + layer[of], 0);
    sink.progress(`pushing ${tag}`, sum("current") / sum("total"));
  }
  if (digest === undefined) throw new RegistryError("the push ended without a digest: unexpected EOF");
  return digest;
}

/** With the containerd image store the engine states the digest for people alone (daemon/containerd/image_push.go). */
function digestInStatus(status = ""): string | undefined {
  return /^\S+: digest: (\S+) size: \d+$/.exec(status)?.[1];
}

// The tag may have been moved by another push in between, which changes nothing for this run as long as the registry
// has the digest itself.
async function verify(engine: Docker, { access, tag, sink }: Push, pushed: string): Promise<void> {
  const { repository, auth } = access;
  if (!(await servesDistribution(engine))) {
    sink.line("stderr", `this engine cannot ask the registry what it holds: ${pushed} is what the push has stated`);
    return;
  }
  const found = await digestAt(engine, `${repository}:${tag}`, auth);
  if (found === pushed) return;
  if ((await digestAt(engine, `${repository}@${pushed}`, auth)) !== pushed) {
    const reference = `${repository}:${tag}`;
    throw new DiagnosticError(diagnostic("WB5013", { reference, found: found ?? "nothing", pushed }));
  }
  sink.line("stderr", `the tag ${tag} was moved to ${found ?? "nothing"} meanwhile; this run goes on with ${pushed}`);
}
