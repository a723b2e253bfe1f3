import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bootId } from "../store/owner.ts";
import { copyTree, foldersOf } from "./copy.ts";
import { listTree, type TreeEntry } from "./list.ts";

/** A copy of a source tree, as it was when a run began. */
export interface Snapshot {
  readonly path: string;
  readonly entries: readonly TreeEntry[];
  /** Leaves it to the next run on the same tree. Nothing may read or change it any more. */
  keep(): Promise<void>;
}

export interface SnapshotOptions {
  readonly root: string;
  /** Where snapshots outlive their runs. On the file system of `folder`. */
  readonly kept: string;
  /** The run's own, in which it is made. */
  readonly folder: string;
}

/** How many trees have a snapshot that is kept, and how large one may be, in bytes. */
const MOST = 4;
const LARGEST = 2 ** 30;
const INDEX = "index.json";
const FOLDER = "folder";

/** What a snapshot holds. */
interface Index {
  /** A machine that was cut off may have files that are listed and were never written. */
  readonly boot: string;
  /** By path, what its entry is known again by; empty where that is not certain. */
  readonly entries: Readonly<Record<string, string>>;
}

/**
 * Copies a source tree. The snapshot that the last run on the same tree has kept is taken over, and only what was changed
 * since is copied: a run costs what the user has edited, however large the tree is. It is taken away from where it lies, so a
 * second run at the same time makes a copy of its own.
 */
export async function snapshotOf({ root, kept, folder }: SnapshotOptions): Promise<Snapshot> {
  const begun = Date.now();
  const [entries, place] = await Promise.all([listTree(root), placeOf(kept, root)]);
  const path = snapshotPath(folder);
  const own = dirname(path);
  const before = await takeOver(place, own);
  const changed = entries.filter((entry) => before[entry.path] !== keyOf(entry));
  await removeOld(path, before, { entries, changed });
  const gone = new Set(await copyTree(root, changed, path));

  const keep = async () => {
    const boot = bootId();
    const size = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
    if (boot === undefined || size > LARGEST) return;
    const held = entries.filter((entry) => !gone.has(entry.path));
    const keys = held.map((entry) => [entry.path, isSettled(entry, begun) ? keyOf(entry) : ""]);
    const index: Index = { boot, entries: Object.fromEntries(keys) };
    await writeFile(join(own, INDEX), JSON.stringify(index));
    await mkdir(kept, { recursive: true, mode: 0o700 });
    // Another run on the same tree has kept its own meanwhile.
    await rename(place, join(folder, "replaced")).catch(() => {});
    await rename(own, place);
    await bound(kept, folder);
  };
  return { path, entries, keep };
}

/** Where the snapshot of a run lies, before it is made already. */
export function snapshotPath(folder: string): string {
  return join(folder, "source", "tree");
}

/** Where snapshots are kept between runs, in the user's cache. */
export function treesFolder(cache: string): string {
  return join(cache, "trees");
}

async function placeOf(kept: string, root: string): Promise<string> {
  const name = createHash("sha256").update(await realpath(root));
  return join(kept, name.digest("hex").slice(0, 32));
}

/** Takes the snapshot that is kept, and tells what it holds; nothing where there is none that can be relied on. */
async function takeOver(place: string, own: string): Promise<Index["entries"]> {
  try {
    await rename(place, own);
    const { boot, entries } = JSON.parse(await readFile(join(own, INDEX), "utf8")) as Index;
    if (boot === bootId()) return Object.assign(Object.create(null), entries);
  } catch {
    // There is none, or it is damaged.
  }
  await rm(own, { recursive: true, force: true });
  return {};
}

/** Removes from a snapshot what is not in the tree any more, or not the same. */
async function removeOld(
  path: string,
  before: Index["entries"],
  now: { readonly entries: readonly TreeEntry[]; readonly changed: readonly TreeEntry[] },
): Promise<void> {
  const folders = new Set(foldersOf(now.entries));
  const unchanged = new Set(now.entries.map((entry) => entry.path));
  for (const entry of now.changed) unchanged.delete(entry.path);
  const old = Object.entries(before).map(([path, key]) => ({ path, kind: key === FOLDER ? FOLDER : "file" }) as const);
  const doomed = [
    ...old.filter((entry) => !unchanged.has(entry.path)).map((entry) => entry.path),
    ...foldersOf(old).filter((folder) => !folders.has(folder)),
  ];
  for (const one of doomed) await rm(join(path, one), { recursive: true, force: true });
}

/** By this an entry is known again. */
function keyOf(entry: TreeEntry): string {
  if (entry.kind === "link") return `link ${entry.target}`;
  if (entry.kind === "folder") return FOLDER;
  const { inode, modified, changed } = entry.stamp;
  // A snapshot of an earlier format has other times.
  return ["dated-file", entry.executable, entry.size, inode, modified, changed].join(" ");
}

/**
 * Whether a later change of an entry would show. File systems count time in steps, of 2 seconds at most (FAT): a file that
 * was changed just before it was listed may be changed again in the same step.
 */
function isSettled(entry: TreeEntry, listed: number): boolean {
  return entry.kind !== "file" || entry.stamp.changed < listed - 2000;
}

/** Moves out of the way, to where it is removed with the run, what was kept longest ago. */
async function bound(kept: string, folder: string): Promise<void> {
  const names = await readdir(kept);
  const all = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(kept, name))).mtimeMs })));
  const doomed = all.sort((a, b) => b.at - a.at).slice(MOST);
  for (const { name } of doomed) await rename(join(kept, name), join(folder, name));
}
