import { constants, createReadStream } from "node:fs";
import { link, lstat, mkdir, open, readdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { extract } from "tar";
import { type ArchivedLinks, foldersOf } from "../../archive/archive-links.ts";
import type { JobRequest } from "../executor.ts";
import { bring, type Gather, handReports, keepArtifacts, keepCaches } from "../keep-artifacts.ts";
import { isOutputFile } from "../outputs.ts";

/** Unpacks artifacts and caches; throws as {@link bring} does. */
export function deliver(workspace: string, request: JobRequest): Promise<void> {
  return bring(request, (file, links) => unpack(workspace, file, links));
}

/** Unpacks an archive that was inspected into a folder. */
export async function unpack(folder: string, file: string, links: ArchivedLinks): Promise<void> {
  await extract({
    ...{ file, cwd: folder, strict: true, preservePaths: false, chmod: true, processUmask: 0 },
    // Never through a link of the source tree that leads out of the working directory: tar refuses that by itself.
    filter: (_, entry) => "type" in entry && (entry.type === "File" || entry.type === "Directory"),
  });
  for (const { path, target } of links.hard) await link(join(folder, target), await freePlace(folder, path));
  // At the end, for tar makes none that leads to another link, as those of a library's versions do.
  for (const { path, target } of links.symbolic) await symlink(target, await freePlace(folder, path));
}

/** Where a link is to be, with nothing there. */
async function freePlace(workspace: string, path: string): Promise<string> {
  if (await isBehindLink(workspace, path)) throw new Error(`${path} lies behind a link of the source tree`);
  const place = join(workspace, path);
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { recursive: true, force: true });
  return place;
}

/** Hands over what a job reports, archives what it keeps, and its caches; throws as {@link keepArtifacts} does. */
export async function collect(workspace: string, request: JobRequest, failed: boolean): Promise<void> {
  const gather = gatherIn(workspace);
  await handReports(request, gather);
  await keepArtifacts(request, failed, gather);
  if (!failed) await keepCaches(request, gather);
}

function gatherIn(workspace: string): Gather {
  return async (selection, archive) => {
    let links = 0;
    /** By which name a file that has several is in the archive. */
    const kept = new Map<string, string>();
    for (const root of selection.roots) {
      if (await isBehindLink(workspace, root)) continue;
      for await (const path of files(workspace, root)) {
        if (isOutputFile(path) || !selection.includes(path)) continue;
        const source = join(workspace, path);
        const stats = await lstat(source);
        if (stats.isSymbolicLink() && !(await archive.link({ path, target: await readlink(source) }))) links += 1;
        if (!stats.isFile()) continue;
        const entry = { path, mode: stats.mode, size: stats.size, modified: stats.mtime };
        const file = `${stats.dev} ${stats.ino}`;
        if (await archive.hardLink(entry, kept.get(file) ?? "")) continue;
        if (stats.nlink > 1) kept.set(file, path);
        await archive.file(entry, createReadStream(source));
      }
    }
    return links;
  };
}

async function* files(workspace: string, path: string): AsyncGenerator<string> {
  const stats = await lstat(join(workspace, path)).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory()) {
    yield path;
    return;
  }
  for (const name of (await readdir(join(workspace, path))).sort()) yield* files(workspace, posix.join(path, name));
}

/** Whether a folder on the way to a path is a link: it may lead out of the working directory. */
async function isBehindLink(workspace: string, path: string): Promise<boolean> {
  for (const folder of foldersOf(path)) {
    const stats = await lstat(join(workspace, folder)).catch(() => undefined);
    if (stats?.isSymbolicLink()) return true;
  }
  return false;
}

/** Hands over a file in which steps of a job have set outputs. */
export async function readOutputFile(
  workspace: string,
  path: string,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  // A step may have put a link or a pipe in its place.
  const plain = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(workspace, path), plain).catch(() => undefined);
  if (!file) return;
  try {
    if (!(await file.stat()).isFile()) return;
    for await (const chunk of file.createReadStream({ autoClose: false })) take(chunk as Uint8Array);
  } finally {
    await file.close();
  }
}
