import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Cache, Job, ScriptJob } from "../../compiler/graph/model/index.ts";
import type { JobCache } from "../events.ts";
import type { CachePlace } from "../executors/executor.ts";
import { asDigest, type Digest, digestOf } from "../store/digest.ts";
import type { Store } from "../store/store.ts";
import { canonical } from "./fingerprint.ts";
import type { InputTree } from "./tree.ts";

/** What a run finds of the caches of earlier ones, and keeps for later ones. Nothing here ever fails a job. */
export interface Caches {
  /** The caches of a job at the beginning of an attempt. */
  open(job: ScriptJob): Promise<OpenCaches>;
}

export interface OpenCaches {
  readonly places: readonly CachePlace[];
  /** The attempt has succeeded: what it left is kept. */
  keep(): Promise<void>;
}

export interface CachesOptions {
  readonly store: Store;
  readonly tree: InputTree;
  /** Of one project, one executor and one system: what others keep is not found. */
  readonly scope: () => Promise<string>;
  /** Those that may run. */
  readonly jobs: readonly Job[];
  /** A folder of the run's own. */
  readonly scratch: string;
  /** Takes nothing that earlier runs have left, and replaces it. */
  readonly fresh: boolean;
  readonly report: (event: JobCache) => void;
  /** Whether a file has a secret of the run in it. */
  readonly holdsSecret: (path: string) => Promise<boolean>;
  /** A name that is put together of values of the run. Empty: not known yet. */
  readonly nameOf: (value: NonNullable<Cache["name"]>) => string;
}

interface Entry {
  readonly archive: Digest;
  readonly bytes: number;
}

/** Of a cache without key files: each run replaces it. */
const ALWAYS_NEW = "newest";

/** To be awaited before the source tree is copied: the keys are made of what the jobs get. */
export async function openCaches(options: CachesOptions): Promise<Caches> {
  const { tree } = options;
  const keyed = options.jobs.flatMap((job) => (job.kind === "script" ? job.caches : []));
  const scope = keyed.length > 0 ? await options.scope() : "";
  const keyOf = async ({ keyFiles }: Cache) =>
    keyFiles.length === 0 ? ALWAYS_NEW : (await tree.manifest(keyFiles)).digest.slice(0, 32);
  // What cannot be read is told of by the job whose cache it is.
  await Promise.all(keyed.map((cache) => keyOf(cache).catch(() => {})));
  return {
    async open(job) {
      const opened = await Promise.all(
        job.caches.map((cache, index) => {
          const scratch = join(options.scratch, `${job.id}-cache-${index}.tar`);
          const prefix = cache.name ? options.nameOf(cache.name) : cache.prefix;
          const folder = folderOf(scope, { prefix, cache });
          const fallbacks = (cache.fallback ?? []).map((one) =>
            folderOf(scope, { prefix: options.nameOf(one), cache }),
          );
          const shown = prefix || cache.keyFiles.join(", ");
          return openCache({
            ...options,
            ...{ job: job.id, cache, shown, scratch, folder, fallbacks, key: () => keyOf(cache) },
          });
        }),
      );
      return {
        places: opened.map(({ place }) => place),
        async keep() {
          for (const { keep } of opened) await keep();
        },
      };
    },
  };
}

/** Caches of other paths are others, whatever their keys are. */
function folderOf(scope: string, { prefix, cache }: { readonly prefix: string; readonly cache: Cache }): string {
  // A name is no prefix, even where the two are the same text.
  const digest = digestOf(canonical([scope, prefix, cache.paths, ...(cache.name ? ["named"] : [])]));
  return `caches/${digest.slice(0, 2)}/${digest}`;
}

interface CacheOptions extends Pick<CachesOptions, "store" | "fresh" | "report" | "holdsSecret"> {
  readonly job: string;
  readonly cache: Cache;
  /** Its name for people. */
  readonly shown: string;
  /** Of caches that are used where it has no entry. */
  readonly fallbacks: readonly string[];
  /** A path for its archive. */
  readonly scratch: string;
  /** Of its entries in the store. */
  readonly folder: string;
  readonly key: () => Promise<string>;
}

async function openCache(options: CacheOptions): Promise<{ place: CachePlace; keep(): Promise<void> }> {
  const { store, cache, job, scratch, folder, fresh, report } = options;
  const tell = (outcome: JobCache["outcome"], rest: Pick<JobCache, "bytes" | "reason"> = {}) =>
    report({ type: "cache", time: Date.now(), job, cache: options.shown, outcome, ...rest });
  const from = `${scratch}.from`;
  let key: string | undefined;
  let found: Found | undefined;
  let problem: string | undefined;
  try {
    key = await options.key();
    if (cache.policy !== "push" && !fresh) found = await firstOf([folder, ...options.fallbacks], options, key, from);
    else if (!fresh && key !== ALWAYS_NEW && (await namesOf(store, folder, key)).length > 0)
      found = { exact: true, bytes: 0 };
  } catch (error) {
    problem = (error as Error).message;
  }
  const restores = cache.policy !== "push" && found?.name !== undefined;
  if (fresh) problem ??= "nothing is taken from earlier runs";
  if (cache.policy !== "push" && !restores) tell("miss", problem === undefined ? {} : { reason: problem });
  let exact = found?.exact === true && key !== ALWAYS_NEW;
  let wanted = false;

  const place: CachePlace = {
    paths: cache.paths,
    ...(restores && { from }),
    restored(spoiled) {
      if (spoiled === undefined) return tell(found?.exact ? "hit" : "fallback", { bytes: found?.bytes ?? 0 });
      exact = false;
      if (found?.name !== undefined) void store.entries.remove(found.name).catch(() => {});
      tell("miss", { reason: spoiled });
    },
    to() {
      wanted = key !== undefined && cache.policy !== "pull" && !exact;
      return wanted ? scratch : undefined;
    },
    notKept(reason) {
      wanted = false;
      tell("not-kept", { reason });
    },
  };
  return {
    place,
    async keep() {
      if (!wanted || key === undefined) return;
      try {
        if (await options.holdsSecret(scratch)) return tell("not-kept", { reason: "it holds a secret" });
        const { size: bytes } = await stat(scratch);
        const entry: Entry = { archive: await store.blobs.keepFile(scratch), bytes };
        const older = await namesOf(store, folder, key);
        await store.entries.write(`${folder}/${Date.now().toString(36).padStart(9, "0")}-${key}`, entry);
        for (const name of older) await store.entries.remove(name);
        await rm(scratch, { force: true });
        tell("kept", { bytes });
      } catch (error) {
        tell("not-kept", { reason: (error as Error).message });
      }
    },
  };
}

interface Found {
  /** Of the entry, when its archive was taken. */
  readonly name?: string;
  readonly exact: boolean;
  readonly bytes: number;
}

/** Entries of a key, the newest first: their names begin with the time at which they were made. */
async function namesOf(store: Store, folder: string, key?: string): Promise<readonly string[]> {
  const names = (await store.entries.list(folder)).filter((name) => key === undefined || name.endsWith(`-${key}`));
  return [...names].sort().reverse();
}

/** Looks for the archive in one folder after the other. Only the first is the cache itself. */
async function firstOf(
  folders: readonly string[],
  { store, cache }: Pick<CacheOptions, "store" | "cache">,
  key: string,
  to: string,
): Promise<Found | undefined> {
  for (const [index, folder] of folders.entries()) {
    const found = await find(store, folder, key, to);
    // Without a prefix there is only the exact key.
    if (found && (found.exact || cache.prefix !== "" || cache.name))
      return { ...found, exact: found.exact && index === 0 };
  }
  return undefined;
}

/** Takes the archive of the key, else the newest there is. One that is damaged or gone is forgotten, and the next one tried. */
async function find(store: Store, folder: string, key: string, to: string): Promise<Found | undefined> {
  const names = await namesOf(store, folder);
  const exact = names.filter((name) => name.endsWith(`-${key}`));
  for (const name of [...exact, ...names.filter((one) => !exact.includes(one))]) {
    const entry = await store.entries.read<Entry>(name);
    const archive = asDigest(entry?.archive);
    if (entry && archive && (await store.blobs.take(archive, to))) {
      return { name, exact: exact.includes(name), bytes: entry.bytes };
    }
    await store.entries.remove(name);
  }
  return undefined;
}
