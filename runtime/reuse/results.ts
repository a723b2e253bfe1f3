import { stat } from "node:fs/promises";
import type { Digest } from "../store/digest.ts";
import { asDigest } from "../store/digest.ts";
import type { Store } from "../store/store.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { replayFile, replayText } from "./log.ts";

/** What is kept of a job that has succeeded. */
export interface Result {
  /** The run in which it ran. */
  readonly run: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: { readonly digest: Digest; readonly bytes: number };
  /** Absent when it kept none. */
  readonly artifacts?: Digest;
}

/** Where a result's files go. */
export interface Places {
  /** A path for a file of this run. */
  readonly scratch: string;
  readonly artifacts: string;
}

/** Larger logs are not read into the memory. Bytes. */
const SMALL = 1 << 20;

const folderOf = (early: Digest) => `results/${early.slice(0, 2)}/${early}`;
const nameOf = ({ early, whole }: Fingerprint) => `${folderOf(early)}/${whole}`;

/** Whether any result has what is known of a job before its needs have run. */
export async function mayBeKnown(store: Store, early: Digest): Promise<boolean> {
  return (await store.entries.list(folderOf(early))).length > 0;
}

/** Takes a result with all that belongs to it, or nothing: one that lacks a part is forgotten. */
export async function takeResult(
  store: Store,
  fingerprint: Fingerprint,
  places: Places,
): Promise<(Result & { replay(emit: Parameters<typeof replayText>[1]): Promise<void> }) | undefined> {
  const name = nameOf(fingerprint);
  const result = await store.entries.read<Result>(name);
  if (!result) return undefined;
  const log = asDigest(result.log?.digest);
  const artifacts = asDigest(result.artifacts);
  const replay = log && (await logOf(store, log, result.log.bytes, places.scratch));
  const whole = replay && (!artifacts || (await store.blobs.take(artifacts, places.artifacts)));
  if (whole) return { ...result, replay };
  await store.entries.remove(name);
  return undefined;
}

async function logOf(store: Store, digest: Digest, bytes: number, scratch: string) {
  if (bytes > SMALL) {
    const there = await store.blobs.take(digest, scratch);
    return there ? (emit: Parameters<typeof replayText>[1]) => replayFile(scratch, emit) : undefined;
  }
  const text = await store.blobs.text(digest);
  return text === undefined ? undefined : async (emit: Parameters<typeof replayText>[1]) => replayText(text, emit);
}

export interface Finished {
  readonly run: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Absent when it kept none. */
  readonly artifacts?: string;
}

export async function keepResult(store: Store, fingerprint: Fingerprint, finished: Finished): Promise<void> {
  const { run, outputs, logFile, artifacts } = finished;
  const { size: bytes } = await stat(logFile);
  const log = { digest: await store.blobs.keepFile(logFile), bytes };
  const kept = artifacts === undefined ? {} : { artifacts: await store.blobs.keepFile(artifacts) };
  // Last: whoever finds it finds the rest.
  await store.entries.write(nameOf(fingerprint), { run, outputs, log, ...kept } satisfies Result);
}
