import type { Note } from "../reuse/result-cache.ts";
import type { Digest } from "../store/digest.ts";
import type { Store } from "../store/store.ts";

/** What decides a job's result and is not what it was, in words: `step 2`, `the file src/a.ts`. */
export interface Change {
  readonly what: string;
  readonly how: "changed" | "new" | "gone";
}

/** What two runs of a job depended on, compared: a line for each difference. */
export async function changesBetween(past: Note, now: Note, store: Store | undefined): Promise<readonly Change[]> {
  const changes = compared(past.fingerprint?.fields ?? {}, now.fingerprint?.fields ?? {});
  const others = changes.filter(({ what }) => what !== "the inputs");
  if (others.length === changes.length) return others;
  const files = await changedFiles(past, now, store);
  return [...(files ?? [{ what: "the inputs", how: "changed" }]), ...others];
}

function compared(past: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly Change[] {
  return [...new Set([...Object.keys(past), ...Object.keys(now)])].flatMap((what): readonly Change[] => {
    const [was, is] = [past[what], now[what]];
    if (was === is) return [];
    return [{ what, how: was === undefined ? "new" : is === undefined ? "gone" : "changed" }];
  });
}

/** Undefined: the lists are no longer kept. */
async function changedFiles(past: Note, now: Note, store: Store | undefined): Promise<readonly Change[] | undefined> {
  const [was, is] = await Promise.all([past, now].map(async ({ inputs }) => files(inputs?.manifest, store)));
  if (!was || !is) return undefined;
  const changes = compared(was, is).map(({ what, how }): Change => ({ what: `the file ${what}`, how }));
  return changes.length > 0 ? changes : undefined;
}

/** A manifest's files: see `Manifest`. */
async function files(digest: string | undefined, store: Store | undefined) {
  const text = digest === undefined ? undefined : await store?.blobs.text(digest as Digest);
  return text === undefined ? undefined : Object.fromEntries(JSON.parse(text) as (readonly [string, string])[]);
}
