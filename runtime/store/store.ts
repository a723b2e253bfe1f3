import { join } from "node:path";
import { type Blobs, blobsIn } from "./blobs.ts";
import { type Entries, entriesIn } from "./entries.ts";
import { empty, evict, holds, type Removed } from "./evict.ts";
import { cacheFolder } from "./location.ts";

/**
 * What outlives a run on this machine: results of jobs, their artifacts and logs, and caches. Everything in it can be lost: a
 * run that misses something does the work again. Any number of processes may use one at a time.
 */
export interface Store {
  readonly folder: string;
  readonly blobs: Blobs;
  readonly entries: Entries;
  /** Brings it back to its size when something was added. */
  trim(): Promise<Removed>;
  /** How much there is. */
  holds(): Promise<Removed>;
  /** Removes all of it. */
  empty(): Promise<Removed>;
}

export interface StoreOptions {
  /** Default: `store` in the user's cache folder. */
  readonly folder?: string;
  /** Most bytes that it keeps. Default: `WAYBILL_STORE_SIZE`, else 10 GiB. */
  readonly limit?: number;
}

const GIB = 2 ** 30;
const LIMIT = 10 * GIB;

/** Nothing is made or read before it is used. */
export function openStore({ folder = join(cacheFolder(), "store"), limit = limitFrom() }: StoreOptions = {}): Store {
  let added = false;
  const wrote = () => {
    added = true;
  };
  return {
    ...{ folder, blobs: blobsIn(folder, wrote), entries: entriesIn(folder, wrote) },
    trim: async () => (added ? evict(folder, limit) : { files: 0, bytes: 0 }),
    holds: () => holds(folder),
    empty: () => empty(folder),
  };
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: GIB, t: 1024 * GIB };

/** As in `500M` or `20G`; what cannot be read counts as not set. */
function limitFrom({ WAYBILL_STORE_SIZE: text = "" }: NodeJS.ProcessEnv = process.env): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  return digits === undefined ? LIMIT : Number(digits) * (UNITS[unit?.toLowerCase() ?? ""] ?? 1);
}
