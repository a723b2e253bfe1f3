import type { Stats } from "node:fs";
import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { Readable } from "node:stream";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { BLOCK, type Head, head } from "../../tree/pack.ts";
import { type IgnorePattern, readIgnoreFile } from "./ignore-pattern.ts";
import { ignoredBy, type Matched } from "./ignored.ts";

export interface Context {
  /** The folder, absolute. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** Seconds since the epoch that every file is dated to, so that a commit always gives the same image. */
  readonly time: number;
}

/** A file, link or folder of the context. */
interface ContextEntry {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly stats: Stats;
}

/**
 * The build context as a tar stream, read from the disk as fast as the engine takes it and never held as a whole.
 * Owners, dates and the group's right to write are left out: they belong to the machine and not to the commit. So are
 * sockets, pipes and devices. A file with several names (hard links) is sent under each of them.
 *
 * @throws {DiagnosticError} WB5063 when the ignore file cannot be read
 */
export async function contextStream(context: Context): Promise<Readable> {
  const patterns = await ignorePatterns(context);
  return Readable.from(pack(context, patterns), { objectMode: false });
}

async function* pack({ folder, dockerfile, time }: Context, patterns: readonly IgnorePattern[]) {
  const modified = new Date(time * 1000);
  for await (const { path, stats } of includedEntries(folder, patterns, dockerfile)) {
    if (stats.isDirectory()) yield* head(entryHead(`${path}/`, "Directory", stats, modified));
    else if (stats.isSymbolicLink()) {
      const linkpath = await readlink(join(folder, path));
      yield* head({ ...entryHead(path, "SymbolicLink", stats, modified), linkpath });
    } else yield* packFile(join(folder, path), path, modified);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function entryHead(path: string, type: Head["type"], { mode }: Stats, modified: Date): Head {
  // Whoever checked the tree out may have another mask: what others may write is theirs to say in the Dockerfile.
  return { path, type, mode: ((mode & 0o7777) | 0o600) & ~0o022, modified };
}

/** A file by what it is when it is opened: that size, and no more bytes, also where it changes meanwhile. */
async function* packFile(source: string, path: string, modified: Date): AsyncGenerator<Buffer> {
  const file = await open(source);
  try {
    const stats = await file.stat();
    yield* head({ ...entryHead(path, "File", stats, modified), size: stats.size });
    let sent = 0;
    if (stats.size > 0) {
      for await (const chunk of file.createReadStream({ end: stats.size - 1, autoClose: false })) {
        sent += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    }
    if (sent < stats.size) throw new DiagnosticError(diagnostic("WB5064", { path }));
    if (sent % BLOCK) yield Buffer.alloc(BLOCK - (sent % BLOCK));
  } finally {
    await file.close();
  }
}

/** Whoever builds from a Dockerfile of another name may give it an ignore file of its own, as with the docker command. */
async function ignorePatterns({ folder, dockerfile }: Context): Promise<readonly IgnorePattern[]> {
  for (const name of [`${dockerfile}.dockerignore`, ".dockerignore"]) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const read = readIgnoreFile(text);
    if ("patterns" in read) return read.patterns;
    throw new DiagnosticError(diagnostic("WB5063", { file: name, line: String(read.line), problem: read.problem }));
  }
  return [];
}

/**
 * What is part of the context, folders before what is in them.
 *
 * @param kept - A file that is sent although it is left out, for the builder needs it.
 */
export async function* includedEntries(
  folder: string,
  patterns: readonly IgnorePattern[],
  kept?: string,
): AsyncGenerator<ContextEntry> {
  const ignored = ignoredBy(patterns);
  const needed = kept === undefined ? undefined : posix.normalize(kept);
  yield* walk({ path: "", matched: undefined, waiting: [] });

  async function* walk(parent: Folder): AsyncGenerator<ContextEntry> {
    const names = await readdir(join(folder, parent.path));
    for (const name of names.sort()) {
      const path = parent.path ? `${parent.path}/${name}` : name;
      const stats = await lstat(join(folder, path));
      if (!stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink()) continue;
      const verdict = ignored.of(path, parent.matched);
      const entry = { path, stats };
      const isNeeded = path === needed;
      if (!verdict.ignored || isNeeded) {
        // Folders that are left out are sent where something in them is not.
        yield* parent.waiting.splice(0);
        yield entry;
      }
      const holdsNeeded = needed?.startsWith(`${path}/`) ?? false;
      if (!stats.isDirectory() || (verdict.ignored && !holdsNeeded && !ignored.mayHold(path))) continue;
      const waiting = verdict.ignored ? [...parent.waiting, entry] : [];
      const inside = { path, matched: verdict.matched, waiting };
      yield* walk(inside);
      // Sent with something inside.
      if (verdict.ignored && inside.waiting.length === 0) parent.waiting.length = 0;
    }
  }
}

interface Folder {
  readonly path: string;
  readonly matched: Matched | undefined;
  /** Folders above, and itself, that are sent once something in them is. */
  readonly waiting: ContextEntry[];
}
