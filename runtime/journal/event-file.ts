import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { RunEvent } from "../events.ts";

/** The version of the file's format. A file of another version is not read. */
const VERSION = 1;
const ENDING = ".events";
/** Bytes of one run that are kept. What comes later, except how jobs and the run end, is left out. */
const MOST = 64 * 2 ** 20;
/** Milliseconds in which events reach the file, so that somebody who follows the run sees them. */
const DELAY = 50;
const CHUNK = 1 << 16;

export const eventFile = (folder: string, run: string): string => join(folder, `${run}${ENDING}`);
export const removeEvents = (folder: string, run: string): Promise<void> => rm(eventFile(folder, run), { force: true });

/** The first line of the file. Each line after it is an event, as `schemas/run-event.schema.json` describes it. */
interface Header {
  readonly type: "events";
  readonly version: typeof VERSION;
}

/**
 * Keeps the events of a run in a file beside its journal, for `logs`, `report` and `ui`. The file is not brought to the disk
 * at once: a power cut may take the last lines, and no run depends on them. A folder that cannot be written keeps nothing.
 *
 * @param folder - Folder of the journals.
 * @param most - Bytes that are kept. Default: 64 MiB.
 */
export function keepEvents(folder: string, most = MOST): (event: RunEvent) => void {
  const header: Header = { type: "events", version: VERSION };
  const activities = new Map<string, string>();
  let file: number | undefined;
  let pending = "";
  let size = 0;
  let full = false;
  let timer: NodeJS.Timeout | undefined;
  const trying = (act: () => void) => {
    try {
      act();
    } catch {
      file = undefined;
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (file === undefined || pending === "") return;
    const bytes = Buffer.from(pending);
    pending = "";
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
  };
  const add = (value: RunEvent | Header) => {
    const line = `${JSON.stringify(value)}\n`;
    size += line.length;
    pending += line;
    if (pending.length >= CHUNK) return trying(flush);
    timer ??= setTimeout(() => trying(flush), DELAY).unref();
  };
  const isDropped = (event: RunEvent) => {
    if (event.type === "progress") {
      if (activities.get(event.job) === event.activity) return true;
      activities.set(event.job, event.activity);
    }
    return full && (event.type === "log" || event.type === "progress");
  };
  return (event) => {
    if (event.type === "run-started") {
      trying(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        file = openSync(eventFile(folder, event.run), "ax", 0o600);
        add(header);
      });
    }
    if (file === undefined || isDropped(event)) return;
    add(event);
    if (!full && size > most) {
      full = true;
      add({ type: "notice", time: event.time, message: "the rest of the logs of this run is not kept" });
    }
    if (event.type !== "run-finished") return;
    trying(() => {
      flush();
      if (file !== undefined) closeSync(file);
      file = undefined;
    });
  };
}

export interface ReadOptions {
  /** True: waits for more until the run has finished. Default: false. */
  readonly follow?: boolean;
  /** Asked while it waits: whether the run still goes on. */
  readonly isLiving?: () => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** Milliseconds between two looks at a file that grows. */
const LOOK = 100;

/**
 * The events of a run, in order, up to the first line that is not whole.
 *
 * @returns undefined where the run has kept none, or keeps them in another format
 */
export async function readEvents(
  folder: string,
  run: string,
  options: ReadOptions = {},
): Promise<AsyncIterable<RunEvent> | undefined> {
  const path = eventFile(folder, run);
  const there = await stat(path).catch(() => undefined);
  if (!there) return undefined;
  const lines = linesOf(path, options);
  const { value: first, done } = await lines.next();
  const header = done ? undefined : (parsed(first) as Header | undefined);
  if (header?.type !== "events" || header.version !== VERSION) {
    await lines.return(undefined);
    return undefined;
  }
  return events(lines);
}

async function* events(lines: AsyncIterable<string>): AsyncGenerator<RunEvent> {
  for await (const line of lines) {
    const event = parsed(line) as RunEvent | undefined;
    if (!event) return;
    yield event;
    if (event.type === "run-finished") return;
  }
}

async function* linesOf(path: string, { follow, isLiving, signal }: ReadOptions): AsyncGenerator<string, void> {
  const file = await open(path, "r");
  try {
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(1 << 20);
    let rest = "";
    let last = false;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) {
        if (!follow || last || signal?.aborted) return;
        // What a run writes just before it ends is there at the next look.
        last = isLiving ? !(await isLiving()) : false;
        await pause(LOOK, undefined, { signal }).catch(() => {});
        continue;
      }
      const text = rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
      const cut = text.split("\n");
      rest = cut.pop() ?? "";
      yield* cut;
    }
  } finally {
    await file.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
