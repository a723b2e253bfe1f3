import { createReadStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type Docker from "dockerode";
import { Parser, type ReadEntry } from "tar";
import type { NameEntry } from "../../archive/archive.ts";
import { foldersOf } from "../../archive/archive-links.ts";
import { isMissing } from "../../engine/api.ts";
import type { JobRequest } from "../executor.ts";
import { bring, type Gather, handReports, keepArtifacts, keepCaches } from "../keep-artifacts.ts";
import { isOutputFile } from "../outputs.ts";
import { WORKSPACE } from "./shell.ts";

/** Unpacks artifacts and caches into a job's container; throws as {@link bring} does. */
export function deliver(container: Docker.Container, request: JobRequest): Promise<void> {
  return bring(request, async (archive) => {
    await container.putArchive(createReadStream(archive), { path: WORKSPACE });
  });
}

/** Hands over what a job reports, archives what it keeps, and its caches; throws as {@link keepArtifacts} does. */
export async function collect(container: Docker.Container, request: JobRequest, failed: boolean): Promise<void> {
  const gather = gatherIn(container);
  await handReports(request, gather);
  await keepArtifacts(request, failed, gather);
  if (!failed) await keepCaches(request, gather);
}

function gatherIn(container: Docker.Container): Gather {
  return async (selection, archive) => {
    let links = 0;
    /** Names of files that are not kept by the name with which the engine has told their content. */
    const further: { readonly name: NameEntry; readonly first: string }[] = [];
    const keep: Visit = async (path, entry, first) => {
      if (isOutputFile(path) || !selection.includes(path)) return;
      const name = { path, mode: entry.mode ?? 0o644, modified: entry.mtime };
      if (entry.type === "SymbolicLink" && !(await archive.link({ path, target: entry.linkpath ?? "" }))) links += 1;
      if (entry.type === "Link" && !(await archive.hardLink(name, first))) further.push({ name, first });
      if (entry.type !== "File" && entry.type !== "OldFile" && entry.type !== "ContiguousFile") return;
      await archive.file({ ...name, size: entry.size }, entry);
    };
    for (const root of selection.roots) {
      if (!(await isBehindLink(container, root))) await entries(container, root, keep);
    }
    const kept = new Map<string, string>();
    for (const { name, first } of further) {
      if (await archive.hardLink(name, kept.get(first) ?? "")) continue;
      kept.set(first, name.path);
      // Asked for on its own, it comes with its content.
      await entries(container, name.path, keep);
    }
    return links;
  };
}

/** Whether a folder on the way to a path is a link: the engine would follow it, out of the working directory too. */
async function isBehindLink(container: Docker.Container, path: string): Promise<boolean> {
  for (const folder of foldersOf(path)) {
    const mode = await modeOf(container, folder);
    if (mode === undefined) return false;
    if (mode & MODE_SYMLINK) return true;
  }
  return false;
}

/** The bit of a symbolic link in a mode as Go has it: pkg.go.dev/io/fs#FileMode. The link's target is no sign: Podman fills it in for folders. */
const MODE_SYMLINK = 2 ** 27;

/** The mode of what is at a path of the working directory, links not followed; undefined where there is nothing. */
export async function modeOf(container: Docker.Container, path: string): Promise<number | undefined> {
  try {
    const answer = (await container.infoArchive({ path: posix.join(WORKSPACE, path) })) as IncomingMessage;
    // It has no body, but until it is read to its end it keeps the connection, and the process, alive.
    answer.resume();
    const stat = Buffer.from(String(answer.headers["x-docker-container-path-stat"]), "base64").toString("utf8");
    return (JSON.parse(stat) as { readonly mode: number }).mode;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Hands over a file in which steps of a job have set outputs. */
export async function readOutputFile(
  container: Docker.Container,
  path: string,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  await entries(container, path, async (_, entry) => {
    for await (const chunk of entry) take(chunk);
  });
}

/** @param first - Of a further name of a file: the name by which the file has come before. */
type Visit = (path: string, entry: ReadEntry, first: string) => Promise<void>;

/** Goes through the files below a path of the checkout, one after the other. Nothing there is nothing to do. */
async function entries(container: Docker.Container, root: string, visit: Visit): Promise<void> {
  let answer: Readable;
  try {
    answer = (await container.getArchive({ path: posix.join(WORKSPACE, root) })) as Readable;
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const parser = new Parser({ strict: true });
  const placeOf = (name: string) => {
    // The archive's first part is the last one of what was asked for.
    const inside = name.split("/").slice(1).join("/").replace(/\/$/, "");
    return root === "." ? inside : posix.join(root, inside);
  };
  let failure: unknown;
  // The parser goes on to the next entry once one has been read, before whoever reads it is through with it.
  let before: Promise<void> = Promise.resolve();
  parser.on("entry", (entry: ReadEntry) => {
    const first = placeOf(entry.linkpath ?? "");
    before = before
      .then(() => (failure === undefined ? visit(placeOf(entry.path), entry, first) : undefined))
      .catch((error: unknown) => {
        failure ??= error;
        // The rest may be anything, a file without an end too.
        answer.destroy();
      })
      .finally(() => entry.resume());
  });
  const read = pipeline(answer, parser as unknown as NodeJS.WritableStream);
  await read.catch((error: unknown) => {
    failure ??= error;
  });
  await before;
  if (failure !== undefined) throw failure;
}
