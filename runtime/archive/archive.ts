import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import { sizeText } from "../size.ts";
import { BLOCK, head } from "../tree/pack.ts";
import { type ArchivedLink, linksInside } from "./archive-links.ts";

/** How much one archive may hold: a run must not fill the disk. */
export interface Bounds {
  readonly files: number;
  readonly bytes: number;
}

export const BOUNDS: Bounds = { files: 200_000, bytes: 8 * 2 ** 30 };

/** A tar archive that is being written: files, folders and links, and only ones that stay inside when it is unpacked. */
export interface ArchiveWriter {
  /**
   * Adds a file.
   *
   * @throws {ArchiveError} when it is too much, or its path leads out
   */
  file(entry: FileEntry, content: Content): Promise<void>;
  /**
   * Adds a symbolic link. False: it might lead out, and is left out.
   *
   * @throws {ArchiveError} when it is too much, or its path leads out
   */
  link(link: ArchivedLink): Promise<boolean>;
  /**
   * Adds a further name of a file that was added before. False: no file of that name was, and nothing is added.
   *
   * @throws {ArchiveError} when it is too much, or its path leads out
   */
  hardLink(name: NameEntry, target: string): Promise<boolean>;
  /** Ends the archive, which is only now there under its name; not at all when nothing was added. */
  close(): Promise<{ readonly files: number }>;
  /** Gives it up. */
  discard(): Promise<void>;
}

export interface NameEntry {
  readonly path: string;
  /** Its permissions, as `stat` has them; other bits are not kept. */
  readonly mode: number;
  /** Kept where it means something to what reads the file. Default: now. */
  readonly modified?: Date | undefined;
}

interface FileEntry extends NameEntry {
  readonly size: number;
}

type Content = AsyncIterable<Uint8Array>;

/** Why something cannot be in an archive, in words for people. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

/** Why an archive cannot be written, as this machine says it. */
export class ArchiveWriteError extends Error {
  override readonly name = "ArchiveWriteError";
  readonly folder: string;

  constructor(file: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.folder = dirname(file);
  }
}

/** What keeps a job's artifacts from being kept, for the user; other errors stay as they are. */
export function archiveFault(error: unknown, job: ScriptJob): unknown {
  const place = { at: job.location };
  if (error instanceof ArchiveError) {
    return new DiagnosticError(diagnostic("WB4009", { job: job.id, reason: error.message }, place));
  }
  if (!(error instanceof ArchiveWriteError)) return error;
  const { folder, message } = error;
  return new DiagnosticError(diagnostic("WB4041", { job: job.id, folder, reason: message }, place));
}

export function archiveWriter(to: string, bounds = BOUNDS): ArchiveWriter {
  const partial = `${to}.partial`;
  const out = createWriteStream(partial);
  // Told by whoever writes next; without a listener it would end the process.
  out.on("error", () => {});
  const folders = new Set<string>();
  const contents = new Set<string>();
  let files = 0;
  let bytes = 0;

  /** Settles when more can be written, or nothing ever will. */
  const room = () =>
    new Promise<void>((resolve) => {
      const go = () => {
        out.off("drain", go).off("close", go);
        resolve();
      };
      out.on("drain", go).on("close", go);
    });
  const write = async (chunk: Uint8Array) => {
    if (out.errored) throw new ArchiveWriteError(to, out.errored);
    if (!out.write(chunk)) await room();
  };
  /** Open to all, like those of the source tree: made by the way, they would belong to whoever unpacks the archive alone. */
  const within = async (path: string) => {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end + 1);
      if (folders.has(folder)) continue;
      folders.add(folder);
      for (const chunk of head({ path: folder, type: "Directory", mode: 0o777 })) await write(chunk);
    }
  };
  const count = (path: string, size: number) => {
    if (!staysInside(path)) throw new ArchiveError(`${path} leads out of the working directory`);
    files += 1;
    bytes += size;
    if (files > bounds.files) throw tooMany(bounds);
    if (bytes > bounds.bytes) throw tooLarge(bounds);
  };
  return {
    async link(link) {
      if (!linksInside(link)) return false;
      const { path, target: linkpath } = link;
      count(path, 0);
      await within(path);
      for (const chunk of head({ path, type: "SymbolicLink", mode: 0o777, linkpath })) await write(chunk);
      return true;
    },
    async hardLink({ path, mode, modified }, target) {
      if (!contents.has(target)) return false;
      count(path, 0);
      await within(path);
      // Whoever unpacks it sets mode and time of the one file that both names mean.
      const entry = { path, mode: mode & PERMISSIONS, linkpath: target, modified };
      for (const chunk of head({ ...entry, type: "Link" })) await write(chunk);
      return true;
    },
    async file({ path, mode, size, modified }, content) {
      count(path, size);
      await within(path);
      contents.add(path);
      for (const chunk of head({ path, type: "File", mode: mode & PERMISSIONS, size, modified })) await write(chunk);
      let written = 0;
      for await (const chunk of content) {
        const part = chunk.subarray(0, size - written);
        written += part.length;
        await write(part);
      }
      // A file that shrank while it was read would put all that follows out of step.
      const missing = size - written;
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (missing + padding > 0) await write(Buffer.alloc(missing + padding));
    },
    async close() {
      if (files === 0) {
        await this.discard();
        return { files };
      }
      try {
        out.end(Buffer.alloc(2 * BLOCK));
        await finished(out);
        await rename(partial, to);
      } catch (error) {
        throw new ArchiveWriteError(to, error);
      }
      return { files };
    },
    async discard() {
      out.destroy();
      await rm(partial, { force: true });
    },
  };
}

const PERMISSIONS = 0o777;

export const tooMany = ({ files }: Bounds) => new ArchiveError(`they are more than ${files} files`);
export const tooLarge = ({ bytes }: Bounds) => new ArchiveError(`they are more than ${sizeText(bytes)}`);

/** Whether a path of an archive means something below the folder that it is unpacked into. */
export function staysInside(path: string): boolean {
  return path !== "" && !path.startsWith("/") && !path.includes("\0") && !path.split("/").includes("..");
}
