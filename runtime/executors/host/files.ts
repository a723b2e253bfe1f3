import { constants, createReadStream } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import { extract } from "tar";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { archiveFault, archiveWriter } from "../archive.ts";
import type { JobRequest } from "../executor.ts";
import { OUTPUT_FILE, OUTPUT_LIMIT, parseOutputs } from "../outputs.ts";
import { artifactSelection } from "../selection.ts";

/** Unpacks artifacts: files and folders only, never through a link that leads out of the working directory. */
export async function deliver(workspace: string, archives: readonly string[]): Promise<void> {
  for (const file of archives) {
    await extract({
      ...{ file, cwd: workspace, strict: true, preservePaths: false },
      filter: (_, entry) => "type" in entry && (entry.type === "File" || entry.type === "Directory"),
    });
  }
}

/** @throws {DiagnosticError} WB4009 when the artifacts cannot be kept */
export async function collect(workspace: string, request: JobRequest, failed: boolean): Promise<void> {
  const { job, artifactsTo, sink } = request;
  const { artifacts } = job;
  if (!artifacts || artifactsTo === undefined) return;
  if (artifacts.on !== "always" && (artifacts.on === "failure") !== failed) return;
  const selection = artifactSelection(artifacts);
  const archive = archiveWriter(artifactsTo);
  let links = 0;
  try {
    for (const root of selection.roots) {
      if (await isBehindLink(workspace, root)) continue;
      for await (const path of files(workspace, root)) {
        if (path === OUTPUT_FILE || !selection.includes(path)) continue;
        const source = join(workspace, path);
        const stats = await lstat(source);
        if (stats.isSymbolicLink()) links += 1;
        if (!stats.isFile()) continue;
        const executable = (stats.mode & 0o100) !== 0;
        await archive.file({ path, executable, size: stats.size }, createReadStream(source));
      }
    }
    const { files: kept } = await archive.close();
    if (links > 0) await sink.write("stderr", `artifacts: ${links} links were left out\n`);
    if (kept === 0) await sink.write("stderr", `artifacts: no file matches ${artifacts.paths.join(", ")}\n`);
  } catch (error) {
    await archive.discard();
    throw archiveFault(error, job);
  }
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
  const parent = posix.dirname(posix.normalize(path));
  const base = await realpath(workspace);
  const real = await realpath(join(workspace, parent)).catch(() => undefined);
  return real !== undefined && real !== join(base, parent);
}

/** The outputs that the steps of a job have set. */
export async function readOutputs(workspace: string, job: ScriptJob): Promise<Readonly<Record<string, string>>> {
  if (job.outputs.length === 0) return {};
  // A step may have put a link or a pipe in its place.
  const plain = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(workspace, OUTPUT_FILE), plain).catch(() => undefined);
  if (!file) return {};
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(OUTPUT_LIMIT));
    return parseOutputs(buffer.toString("utf8", 0, bytesRead), job.outputs);
  } finally {
    await file.close();
  }
}
