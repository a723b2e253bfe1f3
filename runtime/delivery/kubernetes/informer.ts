import { setTimeout as pause } from "node:timers/promises";
import { refusal } from "./api-error.ts";
import type { Cluster } from "./cluster.ts";
import { backoff } from "./retry.ts";

/** What is mirrored, and who is told. */
export interface MirrorOptions<T> {
  readonly path: string;
  readonly selector: { readonly fieldSelector?: string; readonly labelSelector?: string };
  list(): Promise<{ readonly items: readonly T[]; readonly metadata?: { readonly resourceVersion?: string } }>;
  /** Reads an object of the watch stream. */
  view(object: unknown): T;
  key(object: T): string;
  changed(): void;
  /** The stream broke and is being opened again. */
  lost(reason: string): void;
  /** The mirror cannot go on: the error is no passing one. */
  failed(error: unknown): void;
  readonly signal: AbortSignal;
}

/** A copy of the server's objects that stays up to date until `signal` is aborted. */
export interface Mirror<T> {
  items(): readonly T[];
}

/**
 * Lists the objects and follows their watch stream. Whatever ends the stream (the server's own time limit, a lost
 * connection, 410 Gone when the server no longer has the changes since), they are listed anew and a new stream is opened.
 *
 * @returns once the first stream is open: no later change is missed
 * @throws what the first list or watch throws
 */
export async function mirror<T>(cluster: Cluster, options: MirrorOptions<T>): Promise<Mirror<T>> {
  const objects = new Map<string, T>();

  async function open(): Promise<Stream> {
    const { items, metadata } = await options.list();
    objects.clear();
    for (const item of items) objects.set(options.key(item), item);
    options.changed();
    return follow(cluster, options, metadata?.resourceVersion ?? "", (type, object) => {
      const item = options.view(object);
      if (type === "DELETED") objects.delete(options.key(item));
      else objects.set(options.key(item), item);
      options.changed();
    });
  }

  async function keep(first: Stream): Promise<void> {
    let stream = first;
    for (let attempt = 0; ; ) {
      const opened = performance.now();
      const { error } = await stream.ended;
      if (options.signal.aborted) return;
      if (error !== undefined && lasting(error)) return options.failed(error);
      if (error !== undefined) options.lost(refusal(error).message);
      // A stream that held for a while is opened again at once; one that breaks each time, ever more slowly.
      attempt = performance.now() - opened > 1_000 ? 0 : attempt + 1;
      if (attempt > 1) await pause(backoff(attempt - 1), undefined, { signal: options.signal });
      stream = await open().catch((failure: unknown) => ({ ended: Promise.resolve({ error: failure }) }));
    }
  }

  const first = await open();
  void keep(first).catch((error: unknown) => {
    if (!options.signal.aborted) options.failed(error);
  });
  return { items: () => [...objects.values()] };
}

interface Stream {
  /** How it ended; without an error, by the server's own wish. */
  readonly ended: Promise<{ readonly error?: unknown }>;
}

/** 410 passes: the list that follows is new. Other refusals of the server (401, 403, 404) do not. */
const lasting = (error: unknown) => {
  const { status, passing, unmade } = refusal(error);
  return unmade || (status !== undefined && status !== 410 && !passing);
};

/** Seconds after which the server ends a stream by itself, so that a connection that died in silence is noticed soon. */
const STREAM_SECONDS = 60;

/** Opens one stream; throws when the server refuses it. */
async function follow<T>(
  cluster: Cluster,
  { path, selector, signal }: MirrorOptions<T>,
  resourceVersion: string,
  tell: (type: string, object: unknown) => void,
): Promise<Stream> {
  let end: (how: { error?: unknown }) => void = () => {};
  const ended = new Promise<{ error?: unknown }>((resolve) => {
    end = resolve;
  });
  let refused: unknown;
  const stream = await cluster.watch.watch(
    path,
    { ...selector, resourceVersion, timeoutSeconds: STREAM_SECONDS },
    (type: string, object: unknown) => {
      if (signal.aborted) return;
      if (type === "ERROR") end({ error: { code: (object as { code?: number }).code, body: object } });
      else if (type !== "BOOKMARK") tell(type, object);
    },
    (error: unknown) => {
      refused = error;
      end(error ? { error } : {});
    },
  );
  if (refused) throw refused;
  const stop = () => stream.abort();
  const overdue = setTimeout(() => end({}), (STREAM_SECONDS + 10) * 1_000);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  void ended.then(() => {
    clearTimeout(overdue);
    signal.removeEventListener("abort", stop);
    stop();
  });
  return { ended };
}
