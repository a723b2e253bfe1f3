import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { ArchiveError, type ArchiveWriter, archiveFault, archiveWriter } from "../archive/archive.ts";
import type { ArchivedLinks } from "../archive/archive-links.ts";
import { inspectArchive } from "../archive/inspect-archive.ts";
import { type ArtifactSelection, artifactSelection } from "../archive/selection.ts";
import type { JobRequest } from "./executor.ts";

/** Adds the files and links that are selected to the archive, and tells how many links among them were left out. */
export type Gather = (selection: ArtifactSelection, archive: ArchiveWriter) => Promise<number>;

/**
 * Archives what a job keeps when it has ended so: all of it, or nothing.
 *
 * @throws {DiagnosticError} WB4009 when it may not be kept, WB4041 when this machine does not take it
 */
export async function keepArtifacts(request: JobRequest, failed: boolean, gather: Gather): Promise<void> {
  const { job, artifactsTo, sink } = request;
  const { artifacts } = job;
  if (!artifacts || artifactsTo === undefined) return;
  if (artifacts.on !== "always" && (artifacts.on === "failure") !== failed) return;
  const archive = archiveWriter(artifactsTo);
  try {
    const links = await gather(artifactSelection(artifacts), archive);
    const { files } = await archive.close();
    if (links > 0) await sink.write("stderr", `artifacts: ${leftOut(links)}\n`);
    if (files === 0) await sink.write("stderr", `artifacts: no file matches ${artifacts.paths.join(", ")}\n`);
  } catch (error) {
    await archive.discard();
    throw archiveFault(error, job);
  }
}

/** @param links - Those in the archive: they stay inside, and nothing of it lies behind one. */
type Unpack = (archive: string, links: ArchivedLinks) => Promise<void>;

/**
 * Unpacks what a job begins with: the artifacts of its needs, then its caches.
 *
 * @throws {DiagnosticError} WB4044 when an archive of artifacts holds what none may
 */
export async function bring({ job, artifacts, caches }: JobRequest, unpack: Unpack): Promise<void> {
  for (const archive of artifacts) {
    const links = await inspectArchive(archive).catch((error: unknown) => {
      if (!(error instanceof ArchiveError)) throw error;
      throw new DiagnosticError(diagnostic("WB4044", { job: job.id, reason: error.message }, { at: job.location }));
    });
    await unpack(archive, links);
  }
  for (const { from, restored } of caches) {
    if (from === undefined) continue;
    try {
      await unpack(from, await inspectArchive(from));
      restored();
    } catch (error) {
      restored((error as Error).message);
    }
  }
}

/** Archives what a job that has succeeded leaves in its caches: each on its own, all of it or nothing. */
export async function keepCaches({ caches, sink }: JobRequest, gather: Gather): Promise<void> {
  for (const { paths, to: wanted, notKept } of caches) {
    const to = wanted();
    if (to === undefined) continue;
    const archive = archiveWriter(to);
    try {
      const links = await gather(artifactSelection({ paths, exclude: [] }), openToAll(archive));
      const { files } = await archive.close();
      if (links > 0) await sink.write("stderr", `cache: of ${paths.join(", ")}, ${leftOut(links)}\n`);
      if (files === 0) notKept(`no file matches ${paths.join(", ")}`);
    } catch (error) {
      await archive.discard();
      notKept((error as Error).message);
    }
  }
}

/** A cache serves jobs of any user: whoever finds a file there may change it. */
function openToAll(archive: ArchiveWriter): ArchiveWriter {
  const open = (mode: number) => (mode & 0o111 ? 0o777 : 0o666);
  return {
    ...archive,
    file: (entry, content) => archive.file({ ...entry, mode: open(entry.mode) }, content),
    hardLink: (entry, target) => archive.hardLink({ ...entry, mode: open(entry.mode) }, target),
  };
}

/** Hands over the reports of a job that has ended. */
export async function handReports({ reports }: JobRequest, gather: Gather): Promise<void> {
  for (const { path, take, failed } of reports) {
    const reader: ArchiveWriter = {
      file: (entry, content) => take(entry.path, entry.size, content),
      // What it leads to is no file of the job's, or comes by itself.
      link: async () => true,
      // It is asked for again, with its content.
      hardLink: async () => false,
      close: async () => ({ files: 0 }),
      discard: async () => {},
    };
    try {
      await gather(artifactSelection({ paths: [path], exclude: [] }), reader);
    } catch (error) {
      failed((error as Error).message);
    }
  }
}

const leftOut = (links: number) =>
  `${links} ${links === 1 ? "link was" : "links were"} left out: kept are those that lead to a place in the working directory`;
