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
import { type Upload, uploadOf } from "./upload.ts";

/** How a build ended: with the image's ID, or with the builder's reason. */
export interface Outcome {
  readonly image?: string;
  readonly reason?: string;
  readonly account?: Account;
}

export interface Builder {
  readonly engine: Docker;
  readonly request: BuildRequest;
  /** The context from its beginning. */
  readonly context: () => Promise<Readable>;
  readonly purpose: Purpose;
}

/**
 * Builds with the engine's own BuildKit, which pulls the context in the session. As the request's body it would be simpler, but
 * Docker 26.1 with the containerd image store waits for its end for ever (https://github.com/moby/moby/issues/47717).
 */
export async function buildWithBuildKit(builder: Builder, services: Omit<SessionServices, "upload">): Promise<Outcome> {
  const { engine, request } = builder;
  const upload = uploadOf(builder.context);
  const session = await openSession(engine, { ...services, upload }, request.signal);
  const steps = stepLines(request.sink);
  let image: string | undefined;
  let reason: string | undefined;
  try {
    for await (const event of await pulled(builder, upload, session.id)) {
      if (event.id === "moby.buildkit.trace") steps.show(decodeStatus(event.aux as string));
      else if (event.id === "moby.image.id") image = (event.aux as { ID: string }).ID;
      reason = failureIn(event) ?? reason;
    }
  } catch (error) {
    if (request.signal.aborted || !isOfEngine(error)) throw upload.failure() ?? error;
    reason = wordsOf(error);
  } finally {
    session.close();
  }
  const failure = upload.failure();
  if (failure !== undefined) throw failure;
  return outcome(image, reason, steps.account());
}

/** Builds with the classic builder, on engines that have no BuildKit: its log is shown as it comes. */
export async function buildClassically(builder: Builder, registries: Readonly<Record<string, RegistryAuth>>) {
  const { sink, signal } = builder.request;
  const header = authHeader(registries);
  const lines = wholeLines(sink);
  const body = await builder.context();
  let image: string | undefined;
  let reason: string | undefined;
  try {
    const query = { forcerm: "1" };
    const headers = { "X-Registry-Config": header };
    for await (const event of await answer(builder, { query, headers, body })) {
      if (event.stream) lines.write(event.stream);
      image = (event.aux as { ID?: string } | undefined)?.ID ?? image;
      reason = failureIn(event) ?? reason;
    }
  } catch (error) {
    if (signal.aborted || !isOfEngine(error)) throw error;
    reason = wordsOf(error);
  } finally {
    body.destroy();
  }
  lines.end();
  return outcome(image, reason);
}

/** Anything else went wrong on this machine: the builder has no part in it. */
const isOfEngine = (error: unknown) => isRefusal(error) || isBroken(error);

function pulled(builder: Builder, upload: Upload, session: string) {
  return answer(builder, { query: { version: "2", session, remote: upload.url }, until: upload.failed });
}

interface Transport {
  readonly query: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable;
  /** Ends the build. */
  readonly until?: AbortSignal;
}

async function answer({ engine, request, purpose }: Builder, { query, headers = {}, body, until }: Transport) {
  const signal = until ? AbortSignal.any([request.signal, until]) : request.signal;
  const call = {
    method: "POST",
    path: "/build",
    query: { ...buildOptions(request, purpose), ...query },
    headers,
    ...(body && { body }),
    signal,
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
