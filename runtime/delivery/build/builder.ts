import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { isBroken, isRefusal, stream, wordsOf } from "../../engine/api.ts";
import { engineEvents, failureIn } from "../../engine/events.ts";
import { authHeader, type RegistryAuth } from "../../registry/credentials.ts";
import type { DeliverySink } from "../../values/image.ts";
import type { BuildRequest } from "../contract.ts";
import { buildOptions, type Purpose } from "./options.ts";
import { type Account, stepLines } from "./progress.ts";
import { openSession, type SessionServices } from "./session.ts";
import { decodeStatus } from "./status.ts";

/** How a build ended: with the image's ID, or with the builder's reason. */
export interface Outcome {
  readonly image?: string;
  readonly reason?: string;
  readonly account?: Account;
}

export interface Builder {
  readonly engine: Docker;
  readonly request: BuildRequest;
  readonly context: Readable;
  readonly purpose: Purpose;
}

/** BuildKit came with API 1.39 and builds Linux images only. */
export async function hasBuildKit(engine: Docker): Promise<boolean> {
  const { ApiVersion, Os } = await engine.version();
  const [major = 0, minor = 0] = ApiVersion.split(".").map(Number);
  return Os !== "windows" && (major > 1 || minor >= 39);
}

/** Builds with the engine's own BuildKit. */
export async function buildWithBuildKit(builder: Builder, services: SessionServices | undefined): Promise<Outcome> {
  const { engine, request } = builder;
  const session = services && (await openSession(engine, services, request.signal));
  const steps = stepLines(request.sink);
  let image: string | undefined;
  let reason: string | undefined;
  try {
    for await (const event of await answer(builder, { version: "2", session: session?.id })) {
      if (event.id === "moby.buildkit.trace") steps.show(decodeStatus(event.aux as string));
      else if (event.id === "moby.image.id") image = (event.aux as { ID: string }).ID;
      reason = failureIn(event) ?? reason;
    }
  } catch (error) {
    if (request.signal.aborted || !isOfEngine(error)) throw error;
    reason = wordsOf(error);
  } finally {
    session?.close();
  }
  return outcome(image, reason, steps.account());
}

/** Builds with the classic builder, on engines that have no BuildKit: its log is shown as it comes. */
export async function buildClassically(builder: Builder, registries: Readonly<Record<string, RegistryAuth>>) {
  const { sink, signal } = builder.request;
  const header = authHeader(registries);
  const lines = wholeLines(sink);
  let image: string | undefined;
  let reason: string | undefined;
  try {
    for await (const event of await answer(builder, { forcerm: "1" }, { "X-Registry-Config": header })) {
      if (event.stream) lines.write(event.stream);
      image = (event.aux as { ID?: string } | undefined)?.ID ?? image;
      reason = failureIn(event) ?? reason;
    }
  } catch (error) {
    if (signal.aborted || !isOfEngine(error)) throw error;
    reason = wordsOf(error);
  }
  lines.end();
  return outcome(image, reason);
}

/** Anything else went wrong on this machine: the builder has no part in it. */
const isOfEngine = (error: unknown) => isRefusal(error) || isBroken(error);

async function answer(
  { engine, request, context, purpose }: Builder,
  query: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const options = { ...buildOptions(request, purpose), ...query };
  const call = {
    method: "POST",
    path: "/build",
    query: options,
    headers,
    body: context,
    signal: request.signal,
  } as const;
  return engineEvents(await stream(engine, call));
}

function outcome(image: string | undefined, reason: string | undefined, account?: Account): Outcome {
  const ended = reason === undefined && image === undefined ? "unexpected EOF: the engine reported no result" : reason;
  return { ...(ended === undefined ? { image: image as string } : { reason: ended }), ...(account && { account }) };
}

function wholeLines(sink: DeliverySink): { write(text: string): void; end(): void } {
  let rest = "";
  return {
    write(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) sink.line("stdout", line.trimEnd());
    },
    end() {
      if (rest.trim()) sink.line("stdout", rest.trimEnd());
    },
  };
}
