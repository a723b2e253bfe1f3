import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { DeliverySink } from "../values/image.ts";

/** Who holds a lock, and until when at the latest (milliseconds since the epoch). */
export interface Holder {
  readonly run: string;
  readonly host: string;
  readonly process: number;
  readonly until: number;
}

/** Something on the live system that only one can have made. */
export interface LockPlace {
  /** Makes it; resolves with its ID, or with `undefined` when there is one already. */
  make(holder: Holder): Promise<string | undefined>;
  /** The one that is there. */
  read(): Promise<{ readonly id: string; readonly holder: Holder } | undefined>;
  /** Removes that very one; nothing happens when it is gone. */
  remove(id: string): Promise<void>;
}

export interface LockRequest {
  /** As people call it: `service shop`. */
  readonly target: string;
  readonly run: string;
  /** Seconds that the deploy may take, the way back included; also how long the lock is waited for. */
  readonly seconds: number;
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
}

/**
 * Does the work while no other deploy to that target does. The lock is kept on the live system itself, so it holds between
 * machines. One whose process has died is taken over: at once on the same machine, on another when its time has ended.
 *
 * @throws {DiagnosticError} WB5026 when the target does not become free in time
 */
export async function exclusively<T>(place: LockPlace, request: LockRequest, work: () => Promise<T>): Promise<T> {
  const id = await acquire(place, request);
  try {
    return await work();
  } finally {
    await place.remove(id).catch(() => {});
  }
}

async function acquire(place: LockPlace, { target, run, seconds, sink, signal }: LockRequest): Promise<string> {
  const patience = Date.now() + seconds * 1000;
  let told: string | undefined;
  for (;;) {
    const until = Date.now() + seconds * 1000;
    const id = await place.make({ run, host: hostname(), process: process.pid, until });
    if (id !== undefined) return id;
    const held = await place.read();
    if (!held) continue;
    if (isOver(held.holder)) {
      await place.remove(held.id);
      continue;
    }
    const holder = `run ${held.holder.run} on ${held.holder.host}`;
    if (Date.now() > patience) {
      const ends = new Date(held.holder.until).toISOString();
      throw new DiagnosticError(diagnostic("WB5026", { target, holder, until: ends }));
    }
    if (told !== held.id) sink.line("stdout", `waiting for ${holder}, which deploys to ${target}`);
    told = held.id;
    await pause(250, undefined, { signal });
  }
}

function isOver({ host, process: id, until }: Holder): boolean {
  if (Date.now() > until) return true;
  if (host !== hostname()) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const PREFIX = "dev.waybill.lock.";

/** A holder as labels of an engine's object. */
export function holderLabels({ run, host, process, until }: Holder): Record<string, string> {
  return {
    [`${PREFIX}run`]: run,
    [`${PREFIX}host`]: host,
    [`${PREFIX}process`]: String(process),
    [`${PREFIX}until`]: String(until),
  };
}

/** Reads {@link holderLabels} back. */
export function holderFrom(labels: Readonly<Record<string, string>> = {}): Holder {
  const read = (name: string) => labels[PREFIX + name] ?? "";
  return {
    run: read("run"),
    host: read("host"),
    process: Number(read("process")),
    until: Number(read("until")),
  };
}
