import type { Readable } from "node:stream";
import type Docker from "dockerode";

/** A request to the engine's API that the client library has no method for, or not with these options. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Beginning with `/`, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readable;
  readonly signal?: AbortSignal;
}

/** What the engine answered with, when it was no success. */
export interface EngineError extends Error {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | Buffer | null;
}

/** Sends a request whose answer is a stream. */
export function stream(engine: Docker, call: Call): Promise<Readable> {
  return dial<Readable>(engine, { ...request(call), isStream: true });
}

/**
 * Sends a request whose connection is taken over when the engine agrees. Its body is empty, and said to be: the client would
 * send the end of a chunked one, which an engine that reads it later than the headers takes for the first words.
 */
export function hijack(engine: Docker, call: Omit<Call, "body">): Promise<import("node:net").Socket> {
  return dial<import("node:net").Socket>(engine, { ...request(call), file: Buffer.alloc(0), hijack: true });
}

/** The engine's own words, without the client's decoration. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as EngineError;
  const said = json && !Buffer.isBuffer(json) ? json.message : undefined;
  return (said ?? (message ?? String(error)).replace(/^\(HTTP code \d+\) [^-]*- /, "")).trim();
}

/** True when the engine has answered that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return (error as EngineError).statusCode === 404;
}

/** True when the engine has answered, and answered no: the connection to it is whole. */
export function isRefusal(error: unknown): boolean {
  return (error as EngineError).statusCode !== undefined;
}

/**
 * True when the connection to the engine broke, or none could be made. Errors of our own have no code; those of this machine's
 * files name a path.
 */
export function isBroken(error: unknown): boolean {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  return typeof code === "string" && (path === undefined || syscall === "connect");
}

function request({ method, path, query, headers, body, signal }: Call) {
  const options = Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined));
  return {
    method,
    path: `${path}?`,
    options: { _query: options, _body: {} },
    statusCodes: { 200: true, 101: true, 500: "server error" },
    ...(headers && { headers }),
    ...(body && { file: body }),
    ...(signal && { abortSignal: signal }),
  };
}

function dial<T>(engine: Docker, options: object): Promise<T> {
  const modem = engine.modem as { dial(options: object, done: (error: unknown, answer: T) => void): void };
  return new Promise((resolve, reject) => {
    modem.dial(options, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}
