import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Header, Pax } from "tar";
import type { TreeEntry } from "./list.ts";

/** Contents are filled up to whole blocks, and two empty ones end an archive. */
export const BLOCK = 512;
/** A plain header has no room for a longer path, nor for one that is not ASCII. */
const PLAIN_PATH = /^[\x20-\x7e]{1,99}$/;

/** A source tree as a tar stream, with the rights that a copy of it gets: everyone may read and change everything. */
export function packTree(root: string, entries: readonly TreeEntry[]): NodeJS.ReadableStream {
  return Readable.from(pack(root, entries), { objectMode: false });
}

async function* pack(root: string, entries: readonly TreeEntry[]): AsyncGenerator<Buffer> {
  yield* head({ path: "./", type: "Directory", mode: 0o777 });
  const folders = new Set<string>();
  for (const entry of entries) {
    const parts = entry.path.split("/");
    const depth = entry.kind === "folder" ? parts.length : parts.length - 1;
    for (let end = 1; end <= depth; end += 1) {
      const folder = parts.slice(0, end).join("/");
      if (folders.has(folder)) continue;
      folders.add(folder);
      yield* head({ path: `${folder}/`, type: "Directory", mode: 0o777 });
    }
    if (entry.kind === "link") {
      yield* head({ path: entry.path, type: "SymbolicLink", mode: 0o777, linkpath: entry.target });
    } else if (entry.kind === "file") {
      yield* packFile(join(root, entry.path), entry.path, entry.executable ? 0o777 : 0o666);
    }
  }
  yield Buffer.alloc(2 * BLOCK);
}

async function* packFile(source: string, path: string, mode: number): AsyncGenerator<Buffer> {
  const { size } = await lstat(source);
  yield* head({ path, type: "File", mode, size });
  if (size === 0) return;
  // No more than the header says, should the file grow meanwhile.
  for await (const chunk of createReadStream(source, { end: size - 1 })) yield chunk as Buffer;
  if (size % BLOCK) yield Buffer.alloc(BLOCK - (size % BLOCK));
}

/** One entry's header, as the archive has it. */
export interface Head {
  readonly path: string;
  readonly type: "File" | "Directory" | "SymbolicLink" | "Link";
  readonly mode: number;
  readonly size?: number;
  readonly linkpath?: string;
  /** Default: now. */
  readonly modified?: Date | undefined;
}

export function* head(entry: Head): Generator<Buffer> {
  const data = { ...entry, size: entry.size ?? 0, uid: 0, gid: 0, mtime: entry.modified ?? new Date() };
  if (!PLAIN_PATH.test(entry.path) || (entry.linkpath && !PLAIN_PATH.test(entry.linkpath))) {
    yield new Pax({ path: entry.path, ...(entry.linkpath && { linkpath: entry.linkpath }) }).encode();
  }
  const block = Buffer.alloc(BLOCK);
  new Header(data).encode(block);
  yield block;
}
