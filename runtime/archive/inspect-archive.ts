import { type FileHandle, open } from "node:fs/promises";
import { posix } from "node:path";
import { Header } from "tar";
import { BLOCK } from "../tree/pack.ts";
import { ArchiveError, BOUNDS, staysInside, tooLarge, tooMany } from "./archive.ts";
import { type ArchivedLink, type ArchivedLinks, linkGuard, linksInside } from "./archive-links.ts";

/** How much is read at a time: the heads of small files lie close together. */
const WINDOW = 1 << 16;
/** A head that goes on for longer holds no path. */
const MOST_EXTENDED = 1 << 16;

const KINDS: Readonly<Record<string, string>> = {
  CharacterDevice: "is a device",
  BlockDevice: "is a device",
  FIFO: "is a pipe",
};

/**
 * Reads the heads of an archive before anything of it is unpacked. It may hold what {@link archiveWriter} writes, and
 * nothing else: whoever reads the same bytes another way (the engine does) then finds the same in them.
 *
 * @returns its links
 * @throws {ArchiveError} saying what it holds that no job may hand on, or that it is no whole archive
 */
export async function inspectArchive(path: string, bounds = BOUNDS): Promise<ArchivedLinks> {
  const file = await open(path, "r");
  try {
    const { size: end } = await file.stat();
    const read = reader(file);
    const links = linksOf();
    let extended: Extended = {};
    let files = 0;
    let bytes = 0;
    for (let position = 0; ; ) {
      const block = await read(position, BLOCK);
      if (block.length < BLOCK) throw new ArchiveError("it is cut short");
      if (block.every((byte) => byte === 0)) return links.found;
      const header = headerOf(block);
      const size = header.size ?? 0;
      position += BLOCK;
      if (position + size > end) throw new ArchiveError("it is cut short");
      if (header.type === "ExtendedHeader") {
        if (size > MOST_EXTENDED) throw new ArchiveError("it has a path without an end");
        extended = extendedIn(await read(position, size));
      } else {
        const path = extended.path ?? header.path ?? "";
        entryFits(path, header, extended);
        links.see({ path, target: extended.linkpath ?? header.linkpath ?? "" }, header.type);
        extended = {};
        files += 1;
        bytes += size;
        // Folders are as many at most.
        if (files > 2 * bounds.files) throw tooMany(bounds);
        if (bytes > bounds.bytes) throw tooLarge(bounds);
      }
      position += Math.ceil(size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
}

/** Takes the entries of an archive one after the other, and keeps its links. */
function linksOf(): { readonly found: ArchivedLinks; see(entry: ArchivedLink, type: Header["type"]): void } {
  const symbolic: ArchivedLink[] = [];
  const hard: ArchivedLink[] = [];
  const guard = linkGuard();
  const names = new Set<string>();
  return {
    found: { symbolic, hard },
    see(entry, type) {
      const { path, target } = entry;
      if (guard.covers(path)) throw new ArchiveError(`${path} lies behind a link`);
      if (type === "Directory") return;
      // Of two files of one name, the one that a hard link means would be a matter of who unpacks them.
      if (names.has(posix.normalize(path))) throw new ArchiveError(`${path} comes twice`);
      names.add(posix.normalize(path));
      if (type === "SymbolicLink") {
        if (!linksInside(entry)) throw new ArchiveError(`${path} is a link that leads out of the working directory`);
        guard.add(path);
        symbolic.push(entry);
      }
      if (type === "Link") {
        const isFile = staysInside(target) && names.has(posix.normalize(target));
        guard.add(path);
        if (!isFile || guard.covers(target))
          throw new ArchiveError(`${path} is a hard link to no file that comes before it`);
        hard.push(entry);
      }
    },
  };
}

function headerOf(block: Buffer): Header {
  const header = new Header(block);
  if (!header.cksumValid) throw new ArchiveError("it is not an archive");
  return header;
}

function entryFits(path: string, { type, mode = 0, size }: Header, { linkpath }: Extended): void {
  if (!staysInside(path)) throw new ArchiveError(`${path} leads out of the working directory`);
  const isLink = type === "SymbolicLink" || type === "Link";
  if (type !== "File" && type !== "Directory" && !isLink) {
    throw new ArchiveError(`${path} ${KINDS[type] ?? "is not a file"}`);
  }
  if (isLink && size) throw new ArchiveError(`${path} is a link with a content`);
  if (linkpath !== undefined && !isLink) throw new ArchiveError("a head of it says more than a path");
  if ((mode & 0o7000) !== 0) throw new ArchiveError(`${path} runs with the rights of another user`);
}

function reader(file: FileHandle): (position: number, length: number) => Promise<Buffer> {
  const window = Buffer.alloc(WINDOW);
  let from = 0;
  let filled = 0;
  return async (position, length) => {
    if (position < from || position + length > from + filled) {
      from = position;
      ({ bytesRead: filled } = await file.read(window, 0, WINDOW, position));
    }
    return window.subarray(position - from, Math.min(filled, position - from + length));
  };
}

/** What an extended head may say, and nothing else. */
interface Extended {
  readonly path?: string;
  readonly linkpath?: string;
}

/** Reads `LENGTH path=PATH`, `LENGTH linkpath=PATH`, a line each (POSIX, pax interchange format), each at most once. */
function extendedIn(content: Buffer): Extended {
  const found: { path?: string; linkpath?: string } = {};
  for (let from = 0; from < content.length; ) {
    const length = Number(/^\d+/.exec(content.toString("latin1", from, from + 10))?.[0] ?? 0);
    const record = content.toString("utf8", from, from + length);
    const [, name, path] = /^\d+ (path|linkpath)=(.*)\n$/s.exec(record) ?? [];
    if ((name !== "path" && name !== "linkpath") || path === undefined || found[name] !== undefined) {
      throw new ArchiveError("a head of it says more than a path");
    }
    found[name] = path;
    from += length;
  }
  return found;
}
