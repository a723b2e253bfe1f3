import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { artifactSelection } from "../archive/selection.ts";
import { type Digest, digestOf, digestOfFile } from "../store/digest.ts";
import { listTree, type TreeEntry } from "../tree/list.ts";

/** The files that some globs match, with their contents. */
export interface Manifest {
  readonly digest: Digest;
  /** One `[path, kind and content]` a file, sorted: the same files give the same text, whatever their times and owners. */
  readonly text: string;
  readonly paths: readonly string[];
}

/** The source tree as it was when its files were read. */
export interface InputTree {
  /** To be called before the tree is copied for the jobs: what was read afterwards is not what they got. */
  manifest(globs: readonly string[]): Promise<Manifest>;
  /** Whether these files are still what they were. To be called when the copy for the jobs has been made. */
  settled(globs: readonly string[]): Promise<boolean>;
}

/** How many files are read at a time. */
const LANES = 8;
/** Clocks of file systems are coarse: a file that changed so shortly (in milliseconds) before it was read is read again. */
const COARSE = 1000;

interface Read {
  readonly content: string;
  readonly signature: string;
  readonly recent: boolean;
}

export function inputTree(root: string): InputTree {
  const before = seenTree(root);
  // Everything that is asked for later is compared with one more look at the tree, after it was copied.
  let after: SeenTree | undefined;
  return {
    manifest: before.manifest,
    async settled(globs) {
      after ??= seenTree(root);
      const [was, is] = await Promise.all([before.signatures(globs), after.signatures(globs)]);
      if (was.size !== is.size || [...was].some(([path, one]) => is.get(path)?.signature !== one.signature))
        return false;
      const recent = [...was].filter(([, one]) => one.recent).map(([path]) => path);
      const [left, right] = await Promise.all([before.contents(recent), after.contents(recent)]);
      return left.every((content, index) => content === right[index]);
    },
  };
}

interface SeenTree {
  manifest(globs: readonly string[]): Promise<Manifest>;
  signatures(globs: readonly string[]): Promise<ReadonlyMap<string, Pick<Read, "signature" | "recent">>>;
  contents(paths: readonly string[]): Promise<readonly (string | undefined)[]>;
}

function seenTree(root: string): SeenTree {
  let listed: Promise<readonly TreeEntry[]> | undefined;
  const list = () => {
    listed ??= listTree(root);
    return listed;
  };
  const manifests = new Map<string, Promise<Manifest>>();
  const signed = new Map<string, Promise<Pick<Read, "signature" | "recent">>>();
  const contents = new Map<string, Promise<string>>();

  const matching = async (globs: readonly string[]): Promise<readonly TreeEntry[]> => {
    if (globs.length === 0) return [];
    const { includes } = artifactSelection({ paths: globs, exclude: [] });
    return (await list()).filter(({ kind, path }) => kind !== "folder" && includes(path));
  };
  const once = <T>(known: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> => {
    const found = known.get(name) ?? make();
    known.set(name, found);
    return found;
  };
  const sign = ({ path }: TreeEntry) => once(signed, path, () => signatureOf(join(root, path)));
  const content = (entry: TreeEntry) =>
    once(contents, entry.path, async () => {
      // Before it is read: a change meanwhile shows in the next look.
      await sign(entry);
      return contentOf(root, entry);
    });

  const read = async (globs: readonly string[]): Promise<Manifest> => {
    const entries = await matching(globs);
    const files: (readonly [string, string])[] = [];
    await inLanes(entries, async (entry, index) => {
      files[index] = [entry.path, await content(entry)];
    });
    const text = JSON.stringify(files);
    return { digest: digestOf(text), text, paths: entries.map(({ path }) => path) };
  };
  return {
    manifest: (globs) => once(manifests, JSON.stringify(globs), () => read(globs)),
    async signatures(globs) {
      const entries = await matching(globs);
      const all: Awaited<ReturnType<typeof sign>>[] = [];
      await inLanes(entries, async (entry, index) => {
        all[index] = await sign(entry);
      });
      return new Map(entries.map(({ path }, index) => [path, all[index]!]));
    },
    async contents(paths) {
      const byPath = new Map((await list()).map((entry) => [entry.path, entry]));
      return Promise.all(paths.map((path) => (byPath.has(path) ? content(byPath.get(path)!) : undefined)));
    },
  };
}

async function inLanes<T>(all: readonly T[], act: (one: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < all.length; index = next++) await act(all[index]!, index);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function signatureOf(path: string): Promise<Pick<Read, "signature" | "recent">> {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!stats) return { signature: "gone", recent: false };
  const { ino, size, mode, mtimeNs, ctimeNs } = stats;
  const recent = Date.now() - Number(ctimeNs / 1_000_000n) < COARSE;
  return { signature: [ino, size, mode, mtimeNs, ctimeNs].join(" "), recent };
}

/** Kind and content of a file: its time and owner are not what a job gets to see. */
async function contentOf(root: string, entry: TreeEntry): Promise<string> {
  if (entry.kind !== "file") return entry.kind === "link" ? `link ${entry.target}` : "folder";
  try {
    return `${entry.executable ? "program" : "file"} ${await digestOfFile(join(root, entry.path))}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
    throw error;
  }
}
